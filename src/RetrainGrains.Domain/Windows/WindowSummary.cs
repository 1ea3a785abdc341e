using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Domain.Windows;

/// <summary>The summary of some hours: features, errors, and the mean loss of each day with outcomes.</summary>
public sealed record WindowSummary(FeatureSums Features, ErrorSums Errors, LossByDay Losses)
{
    /// <summary>The outcomes and the served predictions of the hours, each as one feature.</summary>
    public FeatureSums Outcomes { get; init; } = new(1);
    public FeatureSums Predictions { get; init; } = new(1);

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
        var (features, outcomes, predictions) =
            (new FeatureSums(schema.Features.Length), new FeatureSums(1), new FeatureSums(1));
        var errors = new ErrorWindow(schema.Answer);
        var segments = (plan ?? SegmentPlan.None).All;
        ImmutableArray<SegmentWindow> windows =
            [.. segments.Select(segment => new SegmentWindow(segment.Name, new ErrorWindow(schema.Answer)))];
        foreach (var bucket in buckets)
        {
            if (bucket.Hour < fromHour || bucket.Hour >= toHour) continue;
            Merge(ref features, bucket.Features);
            Merge(ref outcomes, bucket.Outcomes);
            Merge(ref predictions, bucket.Predictions);
            errors.Add(bucket.Hour, bucket.Served);
            for (var i = 0; i < segments.Length; i++)
            {
                if (bucket.FindSegment(segments[i].Key) is { } sums) windows[i].Window.Add(bucket.Hour, sums);
            }
        }
        return new WindowSummary(features, errors.Errors, errors.Losses)
        {
            Outcomes = outcomes,
            Predictions = predictions,
            Days = errors.Days,
            ReturnLosses = errors.ReturnLosses,
            Segments = windows,
        };
    }

    // Hours that were counted in earlier bins cannot be added to later ones: the window begins again with those.
    private static void Merge(ref FeatureSums total, FeatureSums hour)
    {
        if (!total.CountsLike(hour)) total = new FeatureSums(hour.FeatureCount);
        total.Merge(hour);
    }
}
