namespace RetrainGrains.Statistics.Multiplicity;

/// <summary>
/// The i-th smallest at alpha / (m − i + 1), until one fails (Holm 1979): the guarantee of Bonferroni, and never fewer
/// rejections.
/// </summary>
public static class Holm
{
    public static CorrectionReport Correct(ReadOnlySpan<double> pValues, double alpha)
    {
        SortedTests.CheckAlpha(alpha);
        var sorted = SortedTests.OfPValues(pValues);
        var adjusted = new double[pValues.Length];
        var largest = 0.0;
        var rejections = 0;
        for (var rank = 0; rank < adjusted.Length; rank++)
        {
            var left = adjusted.Length - rank;
            if (rejections == rank && sorted.Values[rank] <= alpha / left) rejections++;
            adjusted[rank] = largest = Math.Max(largest, sorted.Values[rank] * left);
        }
        return sorted.Report(adjusted, rejections);
    }
}
