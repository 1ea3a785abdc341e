using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Tests.TwoSample;

public sealed class KolmogorovSmirnovTests
{
    [Theory]
    [InlineData(20, 30)]
    [InlineData(7, 7)]
    [InlineData(2, 41)]
    public void The_chance_of_a_distance_is_that_of_rows_which_are_as_far_apart(int n, int m)
    {
        for (var split = 0; split <= n; split++)
        {
            int[] reference = [split, n - split];
            int[] current = [m / 2, m - m / 2];
            var report = KolmogorovSmirnov.TestCounts<int>(reference, current);

            Assert.Equal(report.PValue, KolmogorovSmirnov.PValue(report.Statistic, n, m));
            Assert.Equal(report.Statistic, KolmogorovSmirnov.DistanceOfCounts<int>(reference, current), 1e-15);
        }
    }

    [Fact]
    public void A_distance_that_such_rows_cannot_have_has_the_chance_of_the_next_one()
    {
        // Five rows a side are apart by fifths.
        Assert.Equal(KolmogorovSmirnov.PValue(0.4, 5, 5), KolmogorovSmirnov.PValue(0.3, 5, 5));
        Assert.True(KolmogorovSmirnov.PValue(0.4, 5, 5) > KolmogorovSmirnov.PValue(0.41, 5, 5));
        // Both rows above all 41: 2 of C(43, 2) orders, where the limit of many rows has no chance left.
        Assert.Equal(2 / 903.0, KolmogorovSmirnov.PValue(1, 41, 2), 1e-15);
    }

    [Fact]
    public void Many_rows_take_the_limit() => Assert.Equal(
        KolmogorovSmirnov.TestCounts<int>([4_000, 6_000], [4_300, 5_700], PValueMethod.Asymptotic).PValue,
        KolmogorovSmirnov.PValue(0.03, 10_000, 10_000), 1e-12);
}
