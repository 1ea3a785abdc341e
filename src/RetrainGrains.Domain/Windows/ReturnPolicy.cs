using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Windows;

/// <summary>
/// The definition of the return of a prediction, for business metrics. Each prediction is a position of one unit, held
/// until its outcome and then closed, so that a late outcome changes no other row's return. A change applies to later
/// rows: hours that are counted keep their returns.
/// <para>Regression: the position is the sign of the predicted move, and earns the actual move.</para>
/// <para>Classification: the position is for the positive class above probability 0.5 and against it below, and earns
/// <see cref="Size"/> when right, and loses it when wrong.</para>
/// </summary>
public sealed record ReturnPolicy
{
    public const double AllHours = 8_760;

    /// <summary>The cost of opening a position, in the unit of the returns; zero by default.</summary>
    public double Cost { get; init; }

    /// <summary>
    /// The feature, for regression, with the level that the target is a later value of, such as the price at prediction
    /// time; moves are shares of it. The target is a return itself when null.
    /// </summary>
    public string? Level { get; init; }

    /// <summary>The feature, for classification, with the return at stake, whose size counts; 1 when null.</summary>
    public string? Size { get; init; }

    /// <summary>
    /// The number of hours of a year that hold a position, to scale ratios to a year: all of them, unless markets close
    /// or signals are daily (252).
    /// </summary>
    public double HoursPerYear { get; init; } = AllHours;

    public IEnumerable<Problem> Validate(string path) =>
    [
        .. Limits.Check($"{path}.cost", Cost, 0, 1e6),
        .. Limits.Check($"{path}.hoursPerYear", HoursPerYear, 1, 8_784),
    ];

    internal IEnumerable<Problem> ValidateFor(FeatureSchema schema, string path) =>
    [
        .. schema.Task == PredictionTask.MulticlassClassification
            ? [Problem.Of(path, schema.Task, "needs regression or binary classification")]
            : Array.Empty<Problem>(),
        .. Check(schema, Level, PredictionTask.Regression, $"{path}.level"),
        .. Check(schema, Size, PredictionTask.BinaryClassification, $"{path}.size"),
    ];

    private static IEnumerable<Problem> Check(FeatureSchema schema, string? name, PredictionTask task, string path)
    {
        if (name is null) yield break;
        if (schema.Task != task) yield return Problem.Of(path, name, $"is for {task} only");
        var index = schema.IndexOf(name);
        if (index < 0 || schema.Features[index].Kind != FeatureKind.Numeric)
        {
            yield return Problem.Of(path, name, "must name a numeric feature of the schema");
        }
    }
}
