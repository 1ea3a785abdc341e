using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Domain.Windows;

/// <summary>The summary of some hours: features, errors, and the mean loss of each day with outcomes.</summary>
public sealed record WindowSummary(FeatureSums Features, ErrorSums Errors, LossByDay Losses)
{
    /// <summary>The errors of each day with outcomes, in order.</summary>
    public IReadOnlyCollection<ErrorSums> Days { get; init; } = [];

    /// <summary>The daily mean returns, as losses; without days when there are no returns.</summary>
    public LossByDay ReturnLosses { get; init; } = LossByDay.Of([]);

    /// <summary>The segments that the policy follows, those without rows as well.</summary>
    public ImmutableArray<SegmentWindow> Segments { get; init; } = [];

    /// <summary>
    /// The number of hours up to now that were left out, because only the fast ones of their outcomes are known.
    /// </summary>
    public int HoursLeftOut { get; init; }

    /// <summary>Merges the buckets with <paramref name="fromHour"/> ≤ hour &lt; <paramref name="toHour"/>.</summary>
    public static WindowSummary Of(
        FeatureSchema schema, IEnumerable<HourBucket> buckets, long fromHour, long toHour, SegmentPlan? plan = null)
    {
        var features = new FeatureSums(schema.Features.Length);
        var errors = new ErrorWindow(schema.Answer);
        var segments = (plan ?? SegmentPlan.None).All;
        ImmutableArray<SegmentWindow> windows =
            [.. segments.Select(segment => new SegmentWindow(segment.Name, new ErrorWindow(schema.Answer)))];
        foreach (var bucket in buckets)
        {
            if (bucket.Hour < fromHour || bucket.Hour >= toHour) continue;
            features.Merge(bucket.Features);
            errors.Add(bucket.Hour, bucket.Served);
            for (var i = 0; i < segments.Length; i++)
            {
                if (bucket.FindSegment(segments[i].Key) is { } sums) windows[i].Window.Add(bucket.Hour, sums);
            }
        }
        return new WindowSummary(features, errors.Errors, errors.Losses)
        {
            Days = errors.Days,
            ReturnLosses = errors.ReturnLosses,
            Segments = windows,
        };
    }
}
