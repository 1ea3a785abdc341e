using System.Text.Json.Serialization;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Learning.Data;
using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Domain.Changes;

/// <summary>What is one observation to a detector. Numbers are stored: they only ever grow.</summary>
public enum ChangeUnit
{
    Row = 0,

    /// <summary>The mean of all rows whose outcomes became known within an hour.</summary>
    Hour = 1,

    /// <summary>The mean of all rows whose outcomes became known within a day (UTC).</summary>
    Day = 2,
}

/// <summary>
/// A detector that follows one number of a model with every outcome: the loss of what was served, or a feature. Errors
/// of neighbouring rows resemble each other, and what detectors promise holds for observations that do not, or nearly
/// not: that is why whole days are the default. A watch starts anew with every champion and with every other setting.
/// </summary>
[JsonConverter(typeof(ChangeDetectorPolicyConverter))]
public abstract record ChangeDetectorPolicy
{
    /// <summary>
    /// The loss of the served prediction: squared error, log loss, or of several classes the wrong ones.
    /// </summary>
    public const string Loss = "loss";

    public ChangeUnit Per { get; init; } = ChangeUnit.Day;

    /// <summary>What is followed: the loss, or a numeric feature by its name.</summary>
    public string On { get; init; } = Loss;

    /// <summary>Critical alarms start a retraining on their own; lesser ones are reported.</summary>
    public Severity Severity { get; init; } = Severity.Critical;

    /// <summary>Alarms under one champion, since its last run, that it takes: one, as the detectors promise.</summary>
    public int Confirmations { get; init; } = 1;

    /// <summary>The detector's name in policies and reports.</summary>
    internal string Detector => ChangeDetectorPolicyConverter.NameOf(this);

    /// <summary>How often it alarms for nothing, in words.</summary>
    internal abstract string Promise { get; }

    internal bool OnLoss => On == Loss;

    private protected ShiftDirection Direction => OnLoss ? ShiftDirection.Up : ShiftDirection.Both;

    internal abstract ChangeDetector Create();

    /// <summary>
    /// What observations are counted in; null while that is not known, and then nothing is watched.
    /// </summary>
    internal virtual double? Scale(ReferenceWindow? reference) => 1;

    /// <summary>What one row says about the loss.</summary>
    internal virtual double LossOf(PredictionTask task, double prediction, double outcome) => Losses.Of(
        task switch
        {
            PredictionTask.Regression => LossKind.Squared,
            PredictionTask.BinaryClassification => LossKind.LogLoss,
            _ => LossKind.ZeroOne,
        },
        task, prediction, outcome);

    /// <summary>Feeds one observation, already scaled; true for an alarm.</summary>
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

    /// <summary>The problem of a model whose schema does not have what is watched, or null.</summary>
    internal Problem? ProblemWith(FeatureSchema schema, string path) =>
        OnLoss || (schema.IndexOf(On) is >= 0 and var index && schema.Features[index].Kind == FeatureKind.Numeric)
            ? null
            : Problem.Of($"{path}.on", On, $"must be '{Loss}' or a numeric feature of the schema");

    private protected IEnumerable<Problem> OnlyLoss(string path) => OnLoss
        ? []
        : [Problem.Of($"{path}.on", On, $"must be '{Loss}': {Detector} follows errors")];
}
