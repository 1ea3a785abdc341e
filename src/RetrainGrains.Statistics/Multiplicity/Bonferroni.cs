namespace RetrainGrains.Statistics.Multiplicity;

/// <summary>
/// The correction that holds every test to alpha / m: any false rejection at all has a chance of at most alpha, however
/// the tests depend on each other.
/// </summary>
public static class Bonferroni
{
    public static CorrectionReport Correct(ReadOnlySpan<double> pValues, double alpha)
    {
        SortedTests.CheckAlpha(alpha);
        var sorted = SortedTests.OfPValues(pValues);
        var tests = pValues.Length;
        return sorted.Report(
            [.. sorted.Values.Select(p => p * tests)], sorted.Values.Count(p => p <= alpha / tests));
    }
}
