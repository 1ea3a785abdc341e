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
            errors.Merge(bucket.Errors);
            if (bucket.Errors.Count == 0) continue;
            var day = bucket.Hour / 24;
            var (loss, rows) = days.GetValueOrDefault(day);
            days[day] = (loss + LossOf(bucket.Errors), rows + bucket.Errors.Count);
        }
        return new WindowSummary(features, errors, LossByDay.Of(days.Values.Select(day => day.Loss / day.Rows)));
    }

    private static double LossOf(ErrorSums errors) =>
        errors.Task == PredictionTask.Regression ? errors.Squared : errors.LogLoss;
}

/// <summary>
/// Count, mean and variance of daily mean losses. Errors of neighbouring hours resemble each other; days are nearly
/// independent, so a test on days keeps its stated error rate where one on rows would not.
/// </summary>
public sealed record LossByDay(int Days, double Mean, double Variance)
{
    public static LossByDay Of(IEnumerable<double> dailyMeans)
    {
        var values = dailyMeans.ToArray();
        if (values.Length == 0) return new LossByDay(0, double.NaN, double.NaN);
        var mean = values.Average();
        var variance = values.Length < 2 ? 0 : values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
        return new LossByDay(values.Length, mean, variance);
    }
}
