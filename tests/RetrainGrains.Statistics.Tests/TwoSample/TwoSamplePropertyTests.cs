using FsCheck;
using FsCheck.Fluent;
using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Tests.TwoSample;

/// <summary>The properties that hold of every two samples and of every two histograms.</summary>
public sealed class TwoSamplePropertyTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithReplay(20_260_310, 1).WithMaxTest(300);

    private static readonly Gen<double[]> Sample = Gen.OneOf(
        Gen.Choose(-5, 5).Select(value => (double)value),
        Gen.Choose(-1_000_000, 1_000_000).Select(value => value / 977.0)).ArrayOf()
        .Where(rows => rows.Length >= 2);

    private static readonly Gen<(int[] Reference, int[] Current)> Counts =
        from bins in Gen.Choose(2, 20)
        from reference in Gen.Choose(0, 50).ArrayOf(bins)
        from current in Gen.Choose(0, 50).ArrayOf(bins)
        where reference.Sum() > 0 && current.Sum() > 0
        select (reference, current);

    private static readonly Func<double[], double[], TestReport>[] Tests =
    [
        (r, c) => KolmogorovSmirnov.Test(r, c),
        (r, c) => KolmogorovSmirnov.Test(r, c, PValueMethod.Asymptotic),
        (r, c) => MannWhitney.Test(r, c),
        (r, c) => MeanTest.Welch(r, c),
        (r, c) => MeanTest.Student(r, c),
        (r, c) => VarianceRatio.BrownForsythe(r, c),
        (r, c) => VarianceRatio.FTest(Moments.Of(r), Moments.Of(c)),
        (r, c) => AndersonDarling.Test(r, c),
    ];

    private static readonly Func<double[], double[], double>[] Distances =
    [
        (r, c) => Wasserstein.Distance(r, c),
        (r, c) => EnergyDistance.Of(r, c),
        (r, c) => KolmogorovSmirnov.Test(r, c).Statistic,
    ];

    private static readonly Func<int[], int[], (double Value, double Bound)>[] BoundedDivergences =
    [
        (r, c) => (Divergence.JensenShannon<int>(r, c), Math.Log(2)),
        (r, c) => (Divergence.JensenShannonDistance<int>(r, c, 2), 1),
        (r, c) => (Divergence.Hellinger<int>(r, c), 1),
        (r, c) => (Divergence.TotalVariation<int>(r, c), 1),
        (r, c) => (Divergence.LargestDifference<int>(r, c), 1),
        (r, c) => (PopulationStability.OfCounts<int>(r, c), double.PositiveInfinity),
    ];

    [Fact]
    public void A_chance_is_between_zero_and_one_and_does_not_depend_on_which_side_is_the_reference() =>
        Prop.ForAll(Sample.Two().ToArbitrary(), pair =>
        {
            var (r, c) = pair;
            foreach (var test in Tests)
            {
                var (there, back) = (test(r, c).PValue, test(c, r).PValue);
                Assert.InRange(there, 0, 1);
                Agreement.Assert(there, back, "the chance with the sides changed", 1e-12);
            }
        }).Check(Runs);

    [Fact]
    public void A_sample_is_at_distance_zero_from_itself_and_nothing_is_found() =>
        Prop.ForAll(Sample.ToArbitrary(), rows =>
        {
            Assert.All(Distances, distance => Assert.Equal(0, distance(rows, rows)));
            // Anderson–Darling's table ends at one in four.
            Assert.All(Tests, test => Assert.InRange(test(rows, rows).PValue, 0.25, 1));
        }).Check(Runs);

    [Fact]
    public void A_distance_is_symmetric_and_keeps_the_triangle_inequality() =>
        Prop.ForAll(Sample.Three().ToArbitrary(), triple =>
        {
            var (a, b, c) = triple;
            foreach (var distance in Distances)
            {
                Agreement.Assert(distance(a, b), distance(b, a), "the way back", 1e-12);
                Assert.True(distance(a, c) <= distance(a, b) + distance(b, c) + 1e-9);
            }
        }).Check(Runs);

    [Fact]
    public void A_divergence_is_symmetric_within_its_bounds_and_blind_to_scale() =>
        Prop.ForAll(Counts.ToArbitrary(), pair =>
        {
            var (r, c) = pair;
            foreach (var divergence in BoundedDivergences)
            {
                var (value, bound) = divergence(r, c);
                Assert.InRange(value, 0, bound + 1e-12);
                Agreement.Assert(value, divergence(c, r).Value, "the way back", 1e-12);
                Assert.InRange(divergence(r, r).Value, 0, 1e-12);
            }
            int[] thrice = [.. c.Select(count => 3 * count)];
            Agreement.Assert(
                Divergence.KullbackLeibler<int>(r, c), Divergence.KullbackLeibler<int>(r, thrice), "of thrice", 1e-12);
        }).Check(Runs);

    [Fact]
    public void Rows_and_the_counts_of_their_values_give_the_same_answer() =>
        Prop.ForAll(Sample.Two().ToArbitrary(), pair =>
        {
            var (values, r, c) = Histogram.Categories(pair.Item1, pair.Item2);

            Agreement.Assert(
                Wasserstein.Distance(pair.Item1, pair.Item2), Wasserstein.DistanceOfCounts<long>(values, r, c),
                "Wasserstein", 1e-9);
            Assert.Equal(
                KolmogorovSmirnov.Test(pair.Item1, pair.Item2), KolmogorovSmirnov.TestCounts<long>(r, c));
            Assert.Equal(
                MannWhitney.Test(pair.Item1, pair.Item2, method: PValueMethod.Asymptotic),
                MannWhitney.TestCounts<long>(r, c));
        }).Check(Runs);

    [Fact]
    public void A_rank_test_does_not_see_a_growing_transformation() =>
        Prop.ForAll(Sample.Two().ToArbitrary(), pair =>
        {
            double[] Stretched(double[] rows) => [.. rows.Select(value => Math.Asinh(value) * 3 + 1)];

            Assert.Equal(
                KolmogorovSmirnov.Test(pair.Item1, pair.Item2),
                KolmogorovSmirnov.Test(Stretched(pair.Item1), Stretched(pair.Item2)));
            Assert.Equal(
                MannWhitney.Test(pair.Item1, pair.Item2),
                MannWhitney.Test(Stretched(pair.Item1), Stretched(pair.Item2)));
        }).Check(Runs);

    [Fact]
    public void Every_row_is_in_one_open_ended_bin() =>
        Prop.ForAll(Sample.Two().ToArbitrary(), pair =>
        {
            var counts = Histogram.OpenEnded(pair.Item2, BinEdges.Quantiles(pair.Item1, 10));

            Assert.Equal(pair.Item2.Length, counts.Sum());
            Assert.InRange(counts.Length, 2, 10);
        }).Check(Runs);
}
