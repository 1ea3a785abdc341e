using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Storage.Tests.Formats;

/// <summary>Schemas, models and rows to store.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    public static FeatureSchema Schema(int features = 2, PredictionTask task = PredictionTask.Regression) => new()
    {
        Features = [.. Enumerable.Range(0, features).Select(i => new Feature($"f{i}"))],
        Target = "y",
        LastValue = "f0",
        Task = task,
        Classes = task == PredictionTask.MulticlassClassification ? ["a", "b", "c"] : null,
    };

    public static ModelState Model() =>
        ModelLifecycle.Start(ModelLifecycle.Register("m", "xgboost", Schema(), new(), 7, Start));

    public static ScoredRow Row(long sequence, DateTimeOffset at, double outcome, params double[] candidates) =>
        new(sequence, at, at, [0, 0], outcome, double.NaN, double.NaN, candidates);
}
