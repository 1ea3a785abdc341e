namespace RetrainGrains.Statistics.Multiplicity;

/// <summary>
/// The procedure of Benjamini–Hochberg for e-values (Wang &amp; Ramdas 2022): the k largest for the largest k with e₍ₖ₎
/// ≥ m / (k · alpha). At most the share alpha of the rejections is false on average, however the tests depend on each
/// other.
/// </summary>
public static class EBenjaminiHochberg
{
    public static CorrectionReport Correct(ReadOnlySpan<double> eValues, double alpha)
    {
        SortedTests.CheckAlpha(alpha);
        var sorted = SortedTests.OfInverses(eValues);
        double tests = eValues.Length;
        var adjusted = new double[eValues.Length];
        var smallest = 1.0;
        var rejections = 0;
        for (var rank = adjusted.Length; rank >= 1; rank--)
        {
            var level = sorted.Values[rank - 1] * tests / rank;
            if (rejections == 0 && level <= alpha) rejections = rank;
            adjusted[rank - 1] = smallest = Math.Min(smallest, level);
        }
        return sorted.Report(adjusted, rejections);
    }
}
