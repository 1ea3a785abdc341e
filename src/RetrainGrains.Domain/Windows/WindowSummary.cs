namespace RetrainGrains.Domain.Windows;

/// <summary>Some hours taken together: features, errors, and the mean loss of each day that has outcomes.</summary>
public sealed record WindowSummary(FeatureSums Features, ErrorSums Errors, LossByDay Losses)
{
    /// <summary>Merges the buckets with <paramref name="fromHour"/> ≤ hour &lt; <paramref name="toHour"/>.</summary>
    public static WindowSummary Of(FeatureSchema schema, IEnumerable<HourBucket> buckets, long fromHour, long toHour)
    {
        var features = new FeatureSums(schema.Features.Length);
        var errors = new ErrorSums(schema.Task);
        var days = new SortedDictionary<long, (double Loss, double Rows)>();
        foreach (var bucket in buckets)
        {
            if (bucket.Hour < fromHour || bucket.Hour >= toHour) continue;
            features.Merge(bucket.Features);
            errors.Merge(bucket.Served);
            if (bucket.Served.Count == 0) continue;
            var (loss, rows) = days.GetValueOrDefault(bucket.Hour / HourBucket.HoursPerDay);
            days[bucket.Hour / HourBucket.HoursPerDay] = (loss + bucket.Served.Loss, rows + bucket.Served.Count);
        }
        return new WindowSummary(features, errors, LossByDay.Of(days.Values.Select(day => day.Loss / day.Rows)));
    }
}
