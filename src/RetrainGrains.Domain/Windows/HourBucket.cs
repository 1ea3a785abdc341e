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
    public FeatureSums Features { get; } = features;
    public ErrorSums Served { get; } = served;
    public ErrorSums Predecessor { get; } = predecessor;
    public ImmutableArray<ErrorSums> Candidates { get; } = candidates;

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
        hour, new FeatureSums(width ?? schema.Features.Length), new ErrorSums(schema.Answer), new ErrorSums(schema.Answer),
        [.. Enumerable.Range(0, candidates).Select(_ => new ErrorSums(schema.Answer))]);
}
