namespace RetrainGrains.Domain.Windows;

/// <summary>
/// The count, mean and variance of daily mean losses. Errors of neighbouring hours resemble each other; days are nearly
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

    /// <summary>
    /// Computes, day by day, the excess of the served version's loss over its predecessor's on the same rows: positive
    /// is worse.
    /// </summary>
    public static LossByDay ServedOverPredecessor(IEnumerable<HourBucket> buckets, long fromHour)
    {
        var days = new SortedDictionary<long, (double Excess, double Rows)>();
        foreach (var bucket in buckets)
        {
            if (bucket.Hour < fromHour || bucket.Predecessor.Count == 0 || bucket.Served.Count == 0) continue;
            var day = HourBucket.DayOf(bucket.Hour);
            var (excess, rows) = days.GetValueOrDefault(day);
            var weight = bucket.Served.Count;
            var difference = bucket.Served.Loss / weight - bucket.Predecessor.Loss / bucket.Predecessor.Count;
            days[day] = (excess + difference * weight, rows + weight);
        }
        return Of(days.Values.Select(day => day.Excess / day.Rows));
    }
}
