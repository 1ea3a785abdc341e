using RetrainGrains.Statistics.Sequential;

namespace RetrainGrains.Statistics.Tests.Sequential;

/// <summary>Values of confseq's test/uniform_boundaries_unittest.cpp, which come from its authors' R package.</summary>
public sealed class MixtureBoundaryTests
{
    private const double Tightest = 100;
    private const double Alpha = 0.05;
    private const double Tolerance = 1e-5;
    private static readonly TwoSidedNormalMixture TwoSided = new(TwoSidedNormalMixture.BestRho(Tightest, Alpha));
    private static readonly OneSidedNormalMixture OneSided = new(OneSidedNormalMixture.BestRho(Tightest, Alpha));
    private static readonly GammaExponentialMixture GammaExponential =
        new(OneSidedNormalMixture.BestRho(Tightest, Alpha), 2);

    [Fact]
    public void The_best_rho_is_confseqs()
    {
        Assert.Equal(12.60056, TwoSided.Rho, Tolerance);
    }

    [Fact]
    public void Evidence_is_confseqs()
    {
        Assert.Equal(-0.6510052, TwoSided.LogEvidence(10, 100), Tolerance);
        Assert.Equal(-0.06502391, OneSided.LogEvidence(10, 100), Tolerance);
        Assert.Equal(-0.2490165, GammaExponential.LogEvidence(10, 100), Tolerance);
    }

    [Fact]
    public void Bounds_are_confseqs()
    {
        Assert.Equal(30.35209, TwoSided.Bound(100, Alpha), Tolerance);
        Assert.Equal(27.66071, OneSided.Bound(100, Alpha), Tolerance);
        Assert.Equal(33.02017, GammaExponential.Bound(100, Alpha), Tolerance);
        Assert.Equal(64.48755, new PolyStitching(10, 3).Bound(100, Alpha), Tolerance);
        Assert.Equal(28.99389, new PolyStitching(10, -1).Bound(100, Alpha), Tolerance);
    }

    [Theory]
    [InlineData(0, 0.05)]
    [InlineData(3, 0.2)]
    [InlineData(100, 0.001)]
    [InlineData(1e6, 1e-6)]
    public void At_its_bound_evidence_is_one_over_alpha(double variance, double alpha)
    {
        MixtureBoundary[] boundaries = [TwoSided, OneSided, GammaExponential];

        Assert.All(boundaries, boundary => Assert.Equal(
            Math.Log(1 / alpha), boundary.LogEvidence(boundary.Bound(variance, alpha), variance), 1e-6));
    }

    [Fact]
    public void The_best_rho_is_best()
    {
        var least = TwoSided.Bound(Tightest, Alpha);

        Assert.True(new TwoSidedNormalMixture(TwoSided.Rho * 1.1).Bound(Tightest, Alpha) > least);
        Assert.True(new TwoSidedNormalMixture(TwoSided.Rho / 1.1).Bound(Tightest, Alpha) > least);
    }

    [Fact]
    public void A_small_scale_is_nearly_normal()
    {
        var light = new GammaExponentialMixture(OneSided.Rho, 0.05);

        Assert.Equal(OneSided.Bound(100, Alpha), light.Bound(100, Alpha), 0.2);
    }

    [Fact]
    public void A_sum_far_below_zero_is_no_evidence()
    {
        Assert.Equal(double.NegativeInfinity, GammaExponential.LogEvidence(-1e6, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_level_that_is_no_chance_is_refused(double alpha)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TwoSided.Bound(100, alpha));
        Assert.Throws<ArgumentOutOfRangeException>(() => GammaExponential.Bound(100, alpha));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PolyStitching(10, 3).Bound(100, alpha));
    }
}
