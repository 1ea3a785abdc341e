namespace RetrainGrains.Statistics.Metrics;

/// <summary>
/// The expected calibration error over bins of equally many rows, as NannyML has it: it still sees something where all
/// scores are small. The last bin takes what is left over; with fewer than two rows for each bin there are fewer bins.
/// </summary>
public static class CalibrationError
{
    public static double EqualCount(
        ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes, int bins = CalibrationBins.DefaultBins)
    {
        Pairs.Check(scores, outcomes);
        if (bins < 1) throw new ArgumentException($"bins is {bins}; at least 1 is needed", nameof(bins));
        var (sorted, sortedOutcomes) = (scores.ToArray(), outcomes.ToArray());
        Array.Sort(sorted, sortedOutcomes);
        var rows = sorted.Length;
        var width = Math.Max(rows / Math.Min(bins, Math.Max(1, rows / 2)), 1);
        var count = rows / width;
        var gaps = 0.0;
        for (var bin = 0; bin < count; bin++)
        {
            var end = bin == count - 1 ? rows : (bin + 1) * width;
            var gap = 0.0;
            for (var row = bin * width; row < end; row++) gap += sorted[row] - (sortedOutcomes[row] ? 1 : 0);
            gaps += Math.Abs(gap);
        }
        return gaps / rows;
    }
}
