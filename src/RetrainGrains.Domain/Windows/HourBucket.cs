using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Domain.Windows;

/// <summary>
/// The data of one hour of a model: the features that arrived, and the errors of the version in service, its
/// predecessor in probation, and every candidate on the same rows. Errors of segments are kept only when a policy asks
/// for them.
/// </summary>
public sealed class HourBucket(
    long hour, FeatureSums features, ErrorSums served, ErrorSums predecessor, ImmutableArray<ErrorSums> candidates)
{
    public const int HoursPerDay = 24;

    private SortedList<ulong, ErrorSums>? segments;

    public long Hour { get; } = hour;
    public FeatureSums Features { get; private set; } = features;

    /// <summary>
    /// The outcomes that arrived, and the predictions that were served for them, each as one feature.
    /// </summary>
    public FeatureSums Outcomes { get; private set; } = new(1);
    public FeatureSums Predictions { get; private set; } = new(1);
    public ErrorSums Served { get; } = served;
    public ErrorSums Predecessor { get; } = predecessor;
    public ImmutableArray<ErrorSums> Candidates { get; } = candidates;

    /// <summary>
    /// Counts a row's features, outcome and served prediction (NaN without one). Counts in other bins are given up:
    /// they cannot be added, and new bins are rare.
    /// </summary>
    public void Count(FeatureBins bins, in ScoredRow row)
    {
        if (!Features.CountsIn(bins)) Features = new FeatureSums(bins.FeatureCount);
        Features.Add(bins, row.Features);
        if (bins.Answers is not { } answers) return;
        if (!Outcomes.CountsIn(answers.Outcomes)) Outcomes = new FeatureSums(1);
        Outcomes.Add(answers.Outcomes, [(float)row.Outcome]);
        if (double.IsNaN(row.Served)) return;
        if (!Predictions.CountsIn(answers.Predictions)) Predictions = new FeatureSums(1);
        Predictions.Add(answers.Predictions, [(float)row.Served]);
    }

    /// <summary>Puts stored sums of answers in place.</summary>
    public void PutAnswers(FeatureSums outcomes, FeatureSums predictions) =>
        (Outcomes, Predictions) = (outcomes, predictions);

    /// <summary>
    /// The errors of the served predictions, by the keys of segments; segments without rows are left out.
    /// </summary>
    public IEnumerable<KeyValuePair<ulong, ErrorSums>> Segments => segments ?? [];

    public int SegmentCount => segments?.Count ?? 0;

    public ErrorSums? FindSegment(ulong key) => segments?.GetValueOrDefault(key);

    /// <summary>Finds or makes the sums that count a segment's rows.</summary>
    public ErrorSums SegmentErrors(ulong key)
    {
        segments ??= [];
        if (segments.TryGetValue(key, out var sums)) return sums;
        return segments[key] = new ErrorSums(Served.Answer);
    }

    /// <summary>Removes the segments that a policy no longer asks for.</summary>
    public void KeepSegments(SegmentPlan plan)
    {
        if (segments is null) return;
        var keys = plan.All.Select(segment => segment.Key).ToHashSet();
        foreach (var key in segments.Keys.Where(key => !keys.Contains(key)).ToArray()) segments.Remove(key);
    }

    public void PutSegment(ulong key, ErrorSums sums) => (segments ??= [])[key] = sums;

    /// <summary>Finds the hour of a time, counted from 1970: negative before.</summary>
    public static long HourOf(DateTimeOffset at) => Floor(at.ToUnixTimeMilliseconds(), 3_600_000);

    /// <summary>Finds the day of an hour, counted from 1970: negative before.</summary>
    public static long DayOf(long hour) => Floor(hour, HoursPerDay);

    // Division rounds towards zero: before 1970 that would be up.
    internal static long Floor(long number, long unit) => (number - (number < 0 ? unit - 1 : 0)) / unit;

    public static HourBucket Empty(long hour, FeatureSchema schema, int candidates, int? width = null) => new(
        hour, new FeatureSums(width ?? schema.Features.Length), new ErrorSums(schema.Answer),
        new ErrorSums(schema.Answer),
        [.. Enumerable.Range(0, candidates).Select(_ => new ErrorSums(schema.Answer))]);
}
