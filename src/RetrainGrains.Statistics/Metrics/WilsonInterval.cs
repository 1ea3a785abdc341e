namespace RetrainGrains.Statistics.Metrics;

/// <summary>
/// The interval of a share (accuracy, precision, recall, win rate), after Wilson (1927): never outside 0 and 1, and of
/// use for few rows and for shares near the ends, where the normal interval is not.
/// </summary>
public static class WilsonInterval
{
    public static Interval Of(double hits, double rows, double confidence = 0.95)
    {
        if (!(rows > 0) || !double.IsFinite(rows))
        {
            throw new ArgumentException($"rows is {rows}; it must be above 0 and finite", nameof(rows));
        }
        if (!(hits >= 0 && hits <= rows))
        {
            throw new ArgumentException($"hits is {hits}; it must be 0 to rows, {rows}", nameof(hits));
        }
        var z = CriticalValue.Normal(confidence);
        var (share, square) = (hits / rows, z * z / rows);
        var centre = (share + square / 2) / (1 + square);
        var reach = z * Math.Sqrt(share * (1 - share) / rows + square / (4 * rows)) / (1 + square);
        return Interval.Around(centre, reach).Within(0, 1);
    }
}
