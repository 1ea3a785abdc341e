namespace RetrainGrains.Learning.Data;

/// <summary>The meaning of a dataset's columns, and the task to learn from them.</summary>
public sealed class DatasetSchema
{
    // Trees store a feature index in 16 bits; wider rows than this are a mistake of the caller long before.
    public const int MaximumFeatures = 4_096;

    // Two classes are a binary task. Each class costs an ensemble of its own and room on the stack while scoring.
    public const int MinimumClasses = 3;
    public const int MaximumClasses = 50;

    private readonly FeatureDescription[] features;

    public DatasetSchema(
        PredictionTask task,
        IEnumerable<FeatureDescription> features,
        int? lastValueFeature = null,
        int classCount = 0)
    {
        this.features = [.. features];
        if (this.features.Length is 0 or > MaximumFeatures)
        {
            throw new ArgumentException(
                $"A schema has {this.features.Length} features; 1 to {MaximumFeatures} are allowed.");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var feature in this.features)
        {
            if (!names.Add(feature.Name))
            {
                throw new ArgumentException($"Feature '{feature.Name}' appears twice; names must be unique.");
            }
        }

        if (lastValueFeature is { } index && (uint)index >= (uint)this.features.Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(lastValueFeature),
                $"Last-value feature {index} is not one of the {this.features.Length} features.");
        }

        var isMulticlass = task == PredictionTask.MulticlassClassification;
        if (isMulticlass ? classCount is < MinimumClasses or > MaximumClasses : classCount != 0)
        {
            throw new ArgumentException(
                $"A schema of {task} has {classCount} classes; "
                + $"{(isMulticlass ? $"{MinimumClasses} to {MaximumClasses} are" : "none is")} allowed.");
        }

        Task = task;
        LastValueFeature = lastValueFeature;
        ClassCount = classCount;
    }

    public PredictionTask Task { get; }

    public IReadOnlyList<FeatureDescription> Features => features;

    // Index of the feature that carries the target's last value known when the prediction is made.
    public int? LastValueFeature { get; }

    // Of a multiclass task; outcomes run from 0 to ClassCount - 1.
    public int ClassCount { get; }

    /// <summary>Returns true when a model of one schema can score rows of the other.</summary>
    public bool HasSameShapeAs(DatasetSchema other) =>
        Task == other.Task
        && LastValueFeature == other.LastValueFeature
        && ClassCount == other.ClassCount
        && features.AsSpan().SequenceEqual(other.features);
}
