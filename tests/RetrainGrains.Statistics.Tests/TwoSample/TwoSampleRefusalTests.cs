using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Tests.TwoSample;

/// <summary>A refusal names the argument, its value and the rule.</summary>
public sealed class TwoSampleRefusalTests
{
    public static TheoryData<string, Action> Refusals => new()
    {
        { "reference has 0 values; at least 1 are needed", () => KolmogorovSmirnov.Test([], [1]) },
        { "current[1] is NaN; values must be finite", () => Wasserstein.Distance([1], [2, double.NaN]) },
        { "current has 3 bins and reference 2; they must match", () => Divergence.Hellinger<int>([1, 2], [1, 2, 3]) },
        { "reference[1] is -2; it must be finite and not negative", () => Divergence.Hellinger<int>([1, -2], [1, 2]) },
        { "current has 2 bins and nothing in them; it needs rows", () => Divergence.Hellinger<int>([1, 2], [0, 0]) },
        { "logarithmBase is 1; it must be finite", () => Divergence.JensenShannon<int>([1, 2], [1, 2], 1) },
        { "bins is 1; at least 2 are needed", () => PopulationStability.CriticalValue(10, 10, 1, 0.05) },
        { "significance is 1; it must be between", () => PopulationStability.CriticalValue(10, 10, 2, 1) },
        { "currentRows is 0; it must be above 0", () => PopulationStability.PValue(0.1, 10, 0, 2) },
        { "reference has 1 rows; at least 2 are needed", () => MeanTest.Welch([1], [1, 2]) },
        { "two samples of one row have no spread", () => MeanTest.Student([1], [2]) },
        { "referenceHits is 11; it must be 0 to referenceRows, 10", () => ProportionTest.Test(11, 10, 1, 10) },
        { "currentRows is 0; at least 1 is needed", () => ProportionTest.ZTest(1, 10, 0, 0) },
        { "expected sums to 3 and observed to 4", () => FrequencyTest.GOfFit<int>([1, 2], [2, 2]) },
        { "edges[2] is 1; edges must not fall", () => Histogram.Within([1], [0, 2, 1]) },
        { "positions[1] is 1; positions must not fall", () => EnergyDistance.OfCounts<int>([2, 1], [1, 2], [1, 2]) },
        { "the rows ask for", () => BinEdges.Automatic([0, 1, 1.5, 2, 1e300]) },
        { "distance is 1.1; it must be 0 to 1", () => KolmogorovSmirnov.PValue(1.1, 10, 10) },
        { "referenceRows is 0; at least 1 is needed", () => KolmogorovSmirnov.PValue(0.1, 0, 10) },
        { "currentRows is 0; at least 1 is needed", () => KolmogorovSmirnov.PValue(0.1, 10, 0) },
        { "reference sums to 1.5; it must be whole", () => KolmogorovSmirnov.TestCounts<double>([1, 0.5], [1, 1]) },
        { "there are 3 rows; at least 4 are needed", () => AndersonDarling.Test([1], [1, 2]) },
        { "both must be finite, the variance not", () => VarianceRatio.BrownForsythe([0, 1e300, 1, 2], [1, 2, 3]) },
        { "reference has 1 rows; at least 2", () => VarianceRatio.BrownForsythe([0], [1, 2, 3]) },
        {
            "their least common multiple 9999900000 must be below",
            () => KolmogorovSmirnov.TestCounts<int>([100_000, 0], [99_999, 0], PValueMethod.Exact)
        },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_cannot_be_compared_is_refused(string message, Action compare)
    {
        Assert.Contains(message, Assert.Throws<ArgumentException>(compare).Message);
    }

    [Fact]
    public void Constants_are_compared_without_a_division_by_zero()
    {
        double[] ones = [1, 1, 1], twos = [2, 2, 2];

        Assert.Equal(new TestReport(0, 1), MeanTest.Welch(ones, ones));
        Assert.Equal(0, MeanTest.Welch(ones, twos).PValue);
        Assert.Equal(1, MannWhitney.Test(ones, ones).PValue);
        Assert.Equal(new TestReport(0, 1), VarianceRatio.BrownForsythe(ones, twos));
        Assert.Equal(new TestReport(1, 1), VarianceRatio.FTest(Moments.Of(ones), Moments.Of(twos)));
        Assert.Equal(0, PopulationStability.OfSamples(ones, ones));
        Assert.Equal(double.PositiveInfinity, MeanShift.Standardised(Moments.Of(ones), Moments.Of(twos)));
        Assert.Equal(1, MeanShift.Relative(Moments.Of(ones), Moments.Of(twos)));
        Assert.Equal(1, VarianceRatio.Of(Moments.Of(ones), Moments.Of(twos)));
        Assert.Equal(new TestReport(0, 1), AndersonDarling.Test(ones, ones));
    }
}
