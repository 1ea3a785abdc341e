namespace RetrainGrains.Learning.Data;

/// <summary>What the columns of a dataset mean and what is to be learned from them.</summary>
public sealed class DatasetSchema
{
    // Trees store a feature index in 16 bits; wider rows than this are a mistake of the caller long before.
    public const int MaximumFeatures = 4_096;

    private readonly FeatureDescription[] features;

    public DatasetSchema(
        LearningTask task,
        IEnumerable<FeatureDescription> features,
        int? lastValueFeature = null)
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

        Task = task;
        LastValueFeature = lastValueFeature;
    }

    public LearningTask Task { get; }

    public IReadOnlyList<FeatureDescription> Features => features;

    // Index of the feature that carries the target's last value known when the prediction is made.
    public int? LastValueFeature { get; }

    /// <summary>Whether a model of one schema can score rows of the other.</summary>
    public bool HasSameShapeAs(DatasetSchema other) =>
        Task == other.Task
        && LastValueFeature == other.LastValueFeature
        && features.AsSpan().SequenceEqual(other.features);
}
