namespace RetrainGrains.Learning.Data;

/// <summary>Collects rows in time order and refuses, by row, feature and value, what no learner could use.</summary>
public sealed class DatasetBuilder
{
    // Tree leaves are single-precision numbers, and sums of squares must stay finite.
    private const double MaximumTarget = 1e30;

    private readonly DatasetSchema schema;
    private long[] timestamps;
    private float[][] columns;
    private double[] targets;
    private int count;

    public DatasetBuilder(DatasetSchema schema, int capacity = 1_024)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, Dataset.MaximumRows);
        this.schema = schema;
        timestamps = new long[capacity];
        targets = new double[capacity];
        columns = [.. schema.Features.Select(_ => new float[capacity])];
    }

    public int Count => count;

    public void Add(long unixMilliseconds, ReadOnlySpan<float> features, double target)
    {
        Validate(unixMilliseconds, features, target);
        if (count == timestamps.Length) Grow();
        timestamps[count] = unixMilliseconds;
        targets[count] = target;
        for (var feature = 0; feature < features.Length; feature++) columns[feature][count] = features[feature];
        count++;
    }

    public void AddRows(
        ReadOnlySpan<long> unixMilliseconds,
        ReadOnlySpan<float> rowMajorFeatures,
        ReadOnlySpan<double> rowTargets)
    {
        var width = columns.Length;
        if (rowTargets.Length != unixMilliseconds.Length
            || rowMajorFeatures.Length != (long)unixMilliseconds.Length * width)
        {
            throw new ArgumentException(
                $"{unixMilliseconds.Length} timestamps need {(long)unixMilliseconds.Length * width} feature values "
                + $"and as many targets; got {rowMajorFeatures.Length} values and {rowTargets.Length} targets.");
        }

        for (var row = 0; row < unixMilliseconds.Length; row++)
        {
            Add(unixMilliseconds[row], rowMajorFeatures.Slice(row * width, width), rowTargets[row]);
        }
    }

    /// <summary>Hands the rows over; the builder starts empty again.</summary>
    public Dataset Build()
    {
        var built = new Dataset(schema, timestamps, columns, targets, 0, count);
        timestamps = [];
        targets = [];
        columns = [.. columns.Select(_ => Array.Empty<float>())];
        count = 0;
        return built;
    }

    private void Validate(long unixMilliseconds, ReadOnlySpan<float> features, double target)
    {
        if (count == Dataset.MaximumRows)
        {
            throw new ArgumentException($"Row {count}: a dataset holds at most {Dataset.MaximumRows} rows.");
        }

        if (features.Length != columns.Length)
        {
            throw new ArgumentException(
                $"Row {count} has {features.Length} feature values; the schema has {columns.Length}.");
        }

        if (count > 0 && unixMilliseconds < timestamps[count - 1])
        {
            throw new ArgumentException(
                $"Row {count} has time {unixMilliseconds}, before the {timestamps[count - 1]} of the row above; "
                + "rows must be in time order.");
        }

        if (!(Math.Abs(target) <= MaximumTarget))
        {
            throw new ArgumentException(
                $"Row {count} has target {target}; a target must be finite, at most {MaximumTarget} in size.");
        }

        if (schema.Task == PredictionTask.BinaryClassification && target is not (0 or 1))
        {
            throw new ArgumentException($"Row {count} has target {target}; a class must be 0 or 1.");
        }

        var isClass = target >= 0 && target < schema.ClassCount && target == Math.Floor(target);
        if (schema.Task == PredictionTask.MulticlassClassification && !isClass)
        {
            throw new ArgumentException(
                $"Row {count} has target {target}; a class must be a whole number from 0 to {schema.ClassCount - 1}.");
        }

        for (var feature = 0; feature < features.Length; feature++)
        {
            ValidateFeature(schema.Features[feature], features[feature]);
        }
    }

    private void ValidateFeature(FeatureDescription description, float value)
    {
        if (float.IsInfinity(value))
        {
            throw new ArgumentException(
                $"Row {count}, feature '{description.Name}' is {value}; a value must be finite, or NaN if missing.");
        }

        var isCode = value >= 0 && value < description.CategoryCount && value == MathF.Floor(value);
        if (description.Kind == FeatureKind.Categorical && !isCode && !float.IsNaN(value))
        {
            throw new ArgumentException(
                $"Row {count}, feature '{description.Name}' is {value}; a category code must be a whole number "
                + $"from 0 to {description.CategoryCount - 1}, or NaN if missing.");
        }
    }

    private void Grow()
    {
        var capacity = (int)Math.Min(Math.Max(16L, 2L * timestamps.Length), Dataset.MaximumRows);
        Array.Resize(ref timestamps, capacity);
        Array.Resize(ref targets, capacity);
        for (var feature = 0; feature < columns.Length; feature++) Array.Resize(ref columns[feature], capacity);
    }
}
