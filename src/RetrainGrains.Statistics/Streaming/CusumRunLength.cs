namespace RetrainGrains.Statistics.Streaming;

/// <summary>
/// The average run length of a CUSUM of independent normal observations before it alarms. With b = h + 1.166 and d =
/// shift - k, one side runs (exp(-2db) + 2db - 1) / (2d²), and b² at d = 0; two sides add as rates. Siegmund,
/// "Sequential Analysis", 1985. Within some per cent for h of 3 and more; a learned reference makes it shorter.
/// </summary>
public static class CusumRunLength
{
    private const double Overshoot = 1.166;

    public static double OneSided(double slack, double threshold, double shift = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slack, 0);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(threshold, 0);
        var b = threshold + Overshoot;
        var drift = shift - slack;
        var x = -2 * drift * b;
        // Below that the difference cancels and the limit is exact to nine digits.
        return Math.Abs(x) < 1e-4 ? b * b * (1 + x / 3) : (Math.Exp(x) - x - 1) / (2 * drift * drift);
    }

    public static double TwoSided(double slack, double threshold, double shift = 0) =>
        1 / (1 / OneSided(slack, threshold, shift) + 1 / OneSided(slack, threshold, -shift));

    /// <summary>The least threshold at which two sides run that long without change.</summary>
    public static double ThresholdFor(double slack, double averageRunLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slack, 0);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(averageRunLength, TwoSided(slack, double.Epsilon));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(averageRunLength, 1e12);
        double low = 0, high = 1;
        while (TwoSided(slack, high) < averageRunLength) high *= 2;
        while (high - low > 1e-12 * high)
        {
            var middle = (low + high) / 2;
            if (TwoSided(slack, middle) < averageRunLength) low = middle;
            else high = middle;
        }
        return high;
    }
}
