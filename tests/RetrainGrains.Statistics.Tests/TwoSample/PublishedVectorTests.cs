using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Tests.TwoSample;

/// <summary>
/// Numbers that hold where no peer is installed: the test vectors of Evidently and Frouros, to the digits they publish,
/// and scipy 1.10's answers for the same samples.
/// </summary>
public sealed class PublishedVectorTests
{
    private static readonly double[] Reference = [38.7, 41.5, 43.8, 44.5, 45.5, 46.0, 47.7, 58.0];
    private static readonly double[] Current = [39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8];
    private static readonly int[] ReferenceCounts = [16, 18, 16, 14, 12, 12];
    private static readonly int[] CurrentCounts = [16, 16, 16, 16, 16, 8];

    [Fact]
    public void Kolmogorov_Smirnov()
    {
        AssertReport(0.625, 0.08702408702408701, KolmogorovSmirnov.Test(Reference, Current));
        AssertReport(0.625, 0.04931640625, KolmogorovSmirnov.Test(Reference, Current, PValueMethod.Asymptotic));
        AssertReport(0.75, 0.04195804195804197, KolmogorovSmirnov.Test(Reference, Current[..5]));
    }

    [Fact]
    public void Beyond_ten_thousand_rows_Kolmogorov_Smirnov_is_asymptotic()
    {
        AssertReport(
            0.01, 0.2682191277029181, KolmogorovSmirnov.TestCounts<int>([5_200, 14_800], [5_000, 15_000]));
    }

    [Fact]
    public void Mann_Whitney()
    {
        AssertReport(49, 0.08298368298368297, MannWhitney.Test(Reference, Current));
        AssertReport(49, 0.08312293695990333, MannWhitney.Test(Reference, Current, method: PValueMethod.Asymptotic));
        AssertReport(
            3856, 0.4814330305987495, MannWhitney.TestCounts<int>(ReferenceCounts, CurrentCounts, Alternative.Less));
    }

    [Fact]
    public void Means_and_spreads()
    {
        AssertReport(1.8594523396226919, 0.0951205647234383, MeanTest.Welch(Reference, Current));
        AssertReport(1.8594523396226919, 0.08410572024397052, MeanTest.Student(Reference, Current));
        AssertReport(1.3144028364487261, 0.27081690448815077, VarianceRatio.BrownForsythe(Reference, Current));
        AssertReport(
            0.16254327497289273, 0.02859148937988568,
            VarianceRatio.FTest(Moments.Of(Reference), Moments.Of(Current)));
    }

    [Fact]
    public void Distances_of_samples()
    {
        AssertReport(1.7183096744360893, 0.06351467728760828, AndersonDarling.Test(Reference, Current));
        AssertNear(4.1625, Wasserstein.Distance(Reference, Current));
        AssertNear(0.781236105789365, Wasserstein.NormedDistance(Reference, Current));
        AssertNear(1.570230874744221, EnergyDistance.Of(Reference, Current));
        double[] shifted = [.. Reference.Select(value => value + 5)];
        Assert.Equal(1.9, EnergyDistance.Of(Reference, shifted), 0.1);
    }

    [Fact]
    public void Chi_squared_and_G()
    {
        AssertReport(
            3.1746031746031744, 0.6730876006966301,
            FrequencyTest.ChiSquaredOfFit<int>(ReferenceCounts, CurrentCounts));
        AssertReport(
            1.6224089635854342, 0.8985262394026607,
            FrequencyTest.ChiSquaredOfHomogeneity<int>(ReferenceCounts, CurrentCounts));
        AssertReport(
            1.6299560650379492, 0.8976032398668559,
            FrequencyTest.GOfHomogeneity<int>(ReferenceCounts, CurrentCounts));
        AssertReport(0.40271027101377754, 0.817622013379844, FrequencyTest.GOfFit<int>([5, 5, 8], [4, 6, 8]));
        AssertReport(
            6.133333333333333, 0.04657615022238343, FrequencyTest.ChiSquaredOfHomogeneity<int>([4, 2, 0], [1, 1, 4]));
    }

    [Fact]
    public void Divergences()
    {
        AssertNear(0.01890967696532027, Divergence.KullbackLeibler<int>(ReferenceCounts, CurrentCounts));
        AssertNear(0.027280897182679814, Divergence.KullbackLeibler<int>(ReferenceCounts, CurrentCounts, 2));
        AssertNear(0.06804819617703864, Divergence.JensenShannonDistance<int>(ReferenceCounts, CurrentCounts));
        AssertNear(0.08173421330573753, Divergence.JensenShannonDistance<int>(ReferenceCounts, CurrentCounts, 2));
        AssertNear(0.06812774370983354, Divergence.Hellinger<int>(ReferenceCounts, CurrentCounts));
        AssertNear(0.037218381577290835, PopulationStability.OfCounts<int>(ReferenceCounts, CurrentCounts));
    }

    [Fact]
    public void The_critical_stability_index_falls_with_the_rows()
    {
        AssertNear(0.033837955209240905, PopulationStability.CriticalValue(1000, 1000, 10, 0.05));
        AssertNear(0.33837955209240905, PopulationStability.CriticalValue(100, 100, 10, 0.05));
    }

    [Fact]
    public void Proportions()
    {
        AssertReport(4.494665749754946, 6.967931072849876e-06, ProportionTest.Test(500, 1000, 400, 1000));
        AssertReport(20, 0.034965034965034975, ProportionTest.Test(8, 10, 1, 6));
    }

    private static void AssertReport(double statistic, double chance, TestReport report)
    {
        AssertNear(statistic, report.Statistic);
        AssertNear(chance, report.PValue);
    }

    private static void AssertNear(double expected, double actual) => Agreement.Assert(expected, actual, "the number");
}
