using System.Text.Json.Serialization;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Learning.Data;
using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Domain.Changes;

/// <summary>The unit that is one observation to a detector. Values are stored: append only.</summary>
public enum ChangeUnit
{
    Row = 0,

    /// <summary>The mean of all rows whose outcomes became known within an hour.</summary>
    Hour = 1,

    /// <summary>The mean of all rows whose outcomes became known within a day (UTC).</summary>
    Day = 2,
}

/// <summary>
/// The settings of a detector that follows one number of a model with every outcome: the loss of the served
/// predictions, or a feature. Errors of neighbouring rows are correlated, and the error rates of detectors hold for
/// nearly independent observations: that is why whole days are the default. A detector starts again with every champion
/// and with every other setting.
/// </summary>
[JsonConverter(typeof(ChangeDetectorPolicyConverter))]
public abstract record ChangeDetectorPolicy
{
    /// <summary>
    /// The loss of the served prediction: squared error, log loss, or of several classes the wrong ones.
    /// </summary>
    public const string Loss = "loss";

    public ChangeUnit Per { get; init; } = ChangeUnit.Day;

    /// <summary>The number to follow: the loss, or a numeric feature by its name.</summary>
    public string On { get; init; } = Loss;

    /// <summary>
    /// The severity of an alarm: critical ones start a retraining on their own; lesser ones are reported.
    /// </summary>
    public Severity Severity { get; init; } = Severity.Critical;

    /// <summary>
    /// The number of alarms needed, under one champion since its last run: one, as the detectors' error rates assume.
    /// </summary>
    public int Confirmations { get; init; } = 1;

    /// <summary>The detector's name in policies and reports.</summary>
    internal string Detector => ChangeDetectorPolicyConverter.NameOf(this);

    /// <summary>The detector's false-alarm rate, in words.</summary>
    internal abstract string Promise { get; }

    internal bool OnLoss => On == Loss;

    private protected ShiftDirection Direction => OnLoss ? ShiftDirection.Up : ShiftDirection.Both;

    internal abstract ChangeDetector Create();

    /// <summary>
    /// Computes the unit in which observations are counted; null while it is not known, and then nothing is followed.
    /// </summary>
    internal virtual double? Scale(ReferenceWindow? reference) => 1;

    /// <summary>Computes the loss of one row.</summary>
    internal virtual double LossOf(PredictionTask task, double prediction, double outcome) => Losses.Of(
        task switch
        {
            PredictionTask.Regression => LossKind.Squared,
            PredictionTask.BinaryClassification => LossKind.LogLoss,
            _ => LossKind.ZeroOne,
        },
        task, prediction, outcome);

    /// <summary>Feeds one observation, already scaled, and returns true when it raises an alarm.</summary>
    internal virtual bool Alarms(ChangeDetector detector, double value) =>
        detector.Update(value) == ChangeSignal.Drift;

    public virtual IEnumerable<Problem> Validate(string path) =>
    [
        .. Enum.IsDefined(Per) ? [] : new[] { Problem.Of($"{path}.per", Per, "must be row, hour or day") },
        .. string.IsNullOrWhiteSpace(On)
            ? [Problem.Of($"{path}.on", On, $"must be '{Loss}' or the name of a feature")]
            : Array.Empty<Problem>(),
        .. Enum.IsDefined(Severity)
            ? []
            : new[] { Problem.Of($"{path}.severity", Severity, "must be info, warning, critical or emergency") },
        .. Limits.Check($"{path}.confirmations", Confirmations, 1, DetectorState.AlarmsMax),
    ];

    /// <summary>Finds the problem of a schema that lacks the followed feature; null when there is none.</summary>
    internal Problem? ProblemWith(FeatureSchema schema, string path) =>
        OnLoss || (schema.IndexOf(On) is >= 0 and var index && schema.Features[index].Kind == FeatureKind.Numeric)
            ? null
            : Problem.Of($"{path}.on", On, $"must be '{Loss}' or a numeric feature of the schema");

    private protected IEnumerable<Problem> OnlyLoss(string path) => OnLoss
        ? []
        : [Problem.Of($"{path}.on", On, $"must be '{Loss}': {Detector} follows errors")];
}
