using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Domain.Attributions;

/// <summary>
/// The test of a difference between two runs of days. Its p-value is the larger of two, so that the level is held where
/// either test holds it. Mann and Whitney's exact test uses only the order, and holds it for any distribution of
/// independent days. Student's test counts successive days as fewer, n (1 − r) / (1 + r) with their correlation r
/// (Bayley and Hammersley 1946), and holds it where days are dependent. Welch's test alone, on seven days and at one in
/// a thousand, raises some six times the alarms that it states.
/// </summary>
internal static class DayTest
{
    // With a larger correlation, four weeks of days count as one and a half.
    private const double LargestCorrelation = 0.9;

    public static double PValue(double[] before, double[] now)
    {
        // Exact also with ties, where it is conservative; with seven days its normal limit is far from the level.
        var byOrder = MannWhitney.Test(before, now, method: PValueMethod.Exact).PValue;
        var independent = IndependentShare(before);
        var (reference, current) = (Fewer(before, independent), Fewer(now, independent));
        return reference.Rows + current.Rows <= 2
            ? 1
            : Math.Max(byOrder, MeanTest.Student(reference, current).PValue);
    }

    private static Moments Fewer(double[] days, double independent)
    {
        var moments = Moments.Of(days);
        return moments with { Rows = Math.Max(1, days.Length * independent) };
    }

    // The correlation of neighbouring days, without the bias of a short run: (1 + 3r) / n (Kendall 1954).
    private static double IndependentShare(double[] days)
    {
        var mean = days.Average();
        double products = 0, squares = 0;
        for (var day = 0; day < days.Length; day++)
        {
            var deviation = days[day] - mean;
            squares += deviation * deviation;
            if (day > 0) products += deviation * (days[day - 1] - mean);
        }
        if (squares == 0) return 1;
        var correlation = products / squares;
        correlation = Math.Clamp(correlation + (1 + 3 * correlation) / days.Length, 0, LargestCorrelation);
        return (1 - correlation) / (1 + correlation);
    }
}
