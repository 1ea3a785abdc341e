namespace RetrainGrains.Learning.Data;

/// <summary>A set of immutable, time-ordered rows in columns; a slice is a view over the same arrays.</summary>
public sealed class Dataset
{
    // Histograms count rows in 24 bits.
    public const int MaximumRows = (1 << 24) - 1;

    private readonly long[] timestamps;
    private readonly float[][] columns;
    private readonly double[] targets;
    private readonly double[] weights;
    private readonly int start;

    internal Dataset(
        DatasetSchema schema,
        long[] timestamps,
        float[][] columns,
        double[] targets,
        int start,
        int count,
        double[]? weights = null)
    {
        Schema = schema;
        this.timestamps = timestamps;
        this.columns = columns;
        this.targets = targets;
        this.weights = weights ?? [];
        this.start = start;
        Count = count;
    }

    // The same arrays, or others, of the same source.
    private Dataset(Dataset source, long[] timestamps, float[][] columns, double[] targets, int start, int count,
        double[]? weights)
        : this(source.Schema, timestamps, columns, targets, start, count, weights) =>
        OutcomeDelay = source.OutcomeDelay;

    public DatasetSchema Schema { get; }

    public int Count { get; }

    /// <summary>The longest time from a row to its outcome: whoever learns for one row may know none younger.</summary>
    public TimeSpan OutcomeDelay { get; private init; }

    public int FeatureCount => columns.Length;

    public PredictionTask Task => Schema.Task;

    public ReadOnlySpan<long> UnixMilliseconds => timestamps.AsSpan(start, Count);

    public ReadOnlySpan<double> Targets => targets.AsSpan(start, Count);

    /// <summary>The weight of each row; empty when all count the same.</summary>
    public ReadOnlySpan<double> Weights => weights.Length == 0 ? default : weights.AsSpan(start, Count);

    public ReadOnlySpan<float> Column(int feature) => columns[feature].AsSpan(start, Count);

    public Dataset Slice(int first, int count)
    {
        if (first < 0 || count < 0 || first > Count - count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(first), $"Rows {first}..{first + (long)count} are not within the {Count} rows.");
        }

        return new Dataset(this, timestamps, columns, targets, start + first, count, weights);
    }

    public Dataset WithOutcomeDelay(TimeSpan delay) =>
        new(this, timestamps, columns, targets, start, Count, weights)
        {
            // An outcome that was known before its row's time came too late for nobody.
            OutcomeDelay = delay > TimeSpan.Zero ? delay : TimeSpan.Zero,
        };

    /// <summary>The same rows, each counting as often as its weight says: positive, finite.</summary>
    public Dataset WithWeights(ReadOnlySpan<double> rowWeights)
    {
        if (rowWeights.Length != Count)
        {
            throw new ArgumentException($"{Count} rows need as many weights; got {rowWeights.Length}.");
        }

        var all = new double[timestamps.Length];
        for (var row = 0; row < Count; row++)
        {
            all[start + row] = rowWeights[row] is > 0 and < double.PositiveInfinity
                ? rowWeights[row]
                : throw new ArgumentException($"Row {row} has weight {rowWeights[row]}; it must be positive, finite.");
        }

        return new Dataset(this, timestamps, columns, targets, start, Count, all);
    }

    /// <summary>The same rows, each counting half as much as one that is a half-life younger.</summary>
    public Dataset WeightedByRecency(TimeSpan halfLife)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(halfLife, TimeSpan.Zero);

        // Rows that old no longer matter, but a weight of zero would be none.
        const double MaximumHalfLives = 100;
        var decayed = new double[Count];
        for (var row = 0; row < Count; row++)
        {
            var age = (UnixMilliseconds[^1] - UnixMilliseconds[row]) / halfLife.TotalMilliseconds;
            decayed[row] = Math.Pow(0.5, Math.Min(age, MaximumHalfLives));
        }

        return Count == 0 ? this : WithWeights(decayed);
    }

    public void CopyRow(int row, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));
        for (var feature = 0; feature < columns.Length; feature++) destination[feature] = columns[feature][start + row];
    }

    internal double MeanTarget()
    {
        var sum = 0.0;
        if (weights.Length == 0)
        {
            foreach (var target in Targets) sum += target;
            return sum / Count;
        }

        var total = 0.0;
        for (var row = 0; row < Count; row++)
        {
            sum += Weights[row] * Targets[row];
            total += Weights[row];
        }

        return sum / total;
    }

    /// <summary>The same rows with target 1 where they are of the class, else 0.</summary>
    internal Dataset OneAgainstRest(int label)
    {
        var members = new double[targets.Length];
        for (var row = start; row < start + Count; row++) members[row] = targets[row] == label ? 1 : 0;
        var schema = new DatasetSchema(PredictionTask.BinaryClassification, Schema.Features, Schema.LastValueFeature);
        return new Dataset(schema, timestamps, columns, members, start, Count, weights) { OutcomeDelay = OutcomeDelay };
    }

    /// <summary>Sums the share of each class among the rows, by their weights.</summary>
    internal double[] ClassTotals()
    {
        var totals = new double[Schema.ClassCount];
        for (var row = 0; row < Count; row++) totals[(int)Targets[row]] += weights.Length == 0 ? 1 : Weights[row];
        return totals;
    }

    /// <summary>The rows whose last value is known, with the target as change since that value.</summary>
    internal Dataset ToChanges()
    {
        var lastValueFeature = Schema.LastValueFeature
            ?? throw new InvalidOperationException("A change needs the schema to name the last-value feature.");
        var kept = new List<int>(Count);
        var lastValues = Column(lastValueFeature);
        for (var row = 0; row < Count; row++)
        {
            if (!float.IsNaN(lastValues[row])) kept.Add(start + row);
        }

        var changes = new double[kept.Count];
        var keptTimes = new long[kept.Count];
        for (var i = 0; i < kept.Count; i++)
        {
            changes[i] = targets[kept[i]] - columns[lastValueFeature][kept[i]];
            keptTimes[i] = timestamps[kept[i]];
        }

        return new Dataset(
            this, keptTimes, [.. columns.Select(c => Gather(c, kept))], changes, 0, kept.Count,
            weights.Length == 0 ? null : Gather(weights, kept));
    }

    /// <summary>The same rows with log(1 + target) as target.</summary>
    internal Dataset ToLogs()
    {
        var logs = new double[targets.Length];
        for (var row = start; row < start + Count; row++) logs[row] = Math.Log(1 + targets[row]);
        return new Dataset(this, timestamps, columns, logs, start, Count, weights);
    }

    private static T[] Gather<T>(T[] column, List<int> rows)
    {
        var gathered = new T[rows.Count];
        for (var i = 0; i < gathered.Length; i++) gathered[i] = column[rows[i]];
        return gathered;
    }
}
