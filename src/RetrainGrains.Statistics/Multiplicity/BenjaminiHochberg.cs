namespace RetrainGrains.Statistics.Multiplicity;

/// <summary>
/// The k smallest for the largest k with p₍ₖ₎ ≤ k · alpha / m (1995): of all rejections, on average at most the share
/// alpha is false, when the tests are independent or positively dependent.
/// </summary>
public static class BenjaminiHochberg
{
    public static CorrectionReport Correct(ReadOnlySpan<double> pValues, double alpha)
    {
        SortedTests.CheckAlpha(alpha);
        var sorted = SortedTests.OfPValues(pValues);
        double tests = pValues.Length;
        var adjusted = new double[pValues.Length];
        var smallest = 1.0;
        var rejections = 0;
        for (var rank = adjusted.Length; rank >= 1; rank--)
        {
            var p = sorted.Values[rank - 1];
            if (rejections == 0 && p <= rank / tests * alpha) rejections = rank;
            adjusted[rank - 1] = smallest = Math.Min(smallest, p / (rank / tests));
        }
        return sorted.Report(adjusted, rejections);
    }
}
