using RetrainGrains.Statistics.TwoSample;
using static RetrainGrains.Statistics.Profiles.StatisticDefinition;

namespace RetrainGrains.Statistics.Profiles;

/// <summary>
/// The profile of Frouros' detectors/data_drift/batch. It makes no choice of its own; where none is given this takes
/// the test of its introduction, and for categories the one test that it has.
/// </summary>
internal static class FrourosProfile
{
    private const int Bins = 10;

    // Python's sys.float_info.min, the smallest normal double: an empty bin alone can add hundreds to the index.
    private const double EmptyBin = 2.2250738585072014e-308;

    public static DriftProfile Create() => new("Frouros", _ => false, Choose,
        Test(ProfileStatistic.KolmogorovSmirnov, ColumnKind.Numeric, null,
            pair => KolmogorovSmirnov.Test(pair.Reference, pair.Current)),
        Test(ProfileStatistic.ChiSquared, ColumnKind.Categorical, null, ChiSquared),
        Test(ProfileStatistic.AndersonDarling, ColumnKind.Numeric, null,
            pair => AndersonDarling.Test(pair.Reference, pair.Current)),
        Test(ProfileStatistic.MannWhitney, ColumnKind.Numeric, null,
            pair => MannWhitney.Test(pair.Reference, pair.Current)),
        Test(ProfileStatistic.WelchT, ColumnKind.Numeric, null, pair => MeanTest.Welch(pair.Reference, pair.Current)),
        Distance(ProfileStatistic.Wasserstein, ColumnKind.Numeric, null,
            pair => Wasserstein.Distance(pair.Reference, pair.Current)),
        Distance(ProfileStatistic.Energy, ColumnKind.Numeric, null,
            pair => EnergyDistance.Of(pair.Reference, pair.Current)),
        Distance(ProfileStatistic.PopulationStability, ColumnKind.Numeric, null, Stability),
        Distance(ProfileStatistic.Hellinger, ColumnKind.Numeric, null, Hellinger),
        Distance(ProfileStatistic.JensenShannon, ColumnKind.Numeric, null, JensenShannon),
        Distance(ProfileStatistic.KullbackLeibler, ColumnKind.Numeric, null, KullbackLeibler));

    private static ProfileStatistic Choose(ColumnPair pair) =>
        pair.Kind == ColumnKind.Numeric ? ProfileStatistic.KolmogorovSmirnov : ProfileStatistic.ChiSquared;

    private static TestReport ChiSquared(ColumnPair pair)
    {
        var (reference, current) = pair.CategoryCounts();
        return FrequencyTest.ChiSquaredOfHomogeneity<long>(reference, current, continuity: true);
    }

    private static double Stability(ColumnPair pair)
    {
        var (reference, current) = Binned(pair);
        return reference.Zip(current, (r, c) => PopulationStability.Term(Filled(r), Filled(c))).Sum();
    }

    private static double Filled(double share) => share == 0 ? EmptyBin : share;

    private static double Hellinger(ColumnPair pair)
    {
        var (reference, current) = Binned(pair);
        return Divergence.Hellinger<double>(reference, current);
    }

    private static double JensenShannon(ColumnPair pair)
    {
        var (reference, current) = Smoothed(pair);
        return Divergence.JensenShannonDistance<double>(reference, current);
    }

    // The other way round than everywhere else: what is lost by taking the reference for the current distribution.
    private static double KullbackLeibler(ColumnPair pair)
    {
        var (reference, current) = Smoothed(pair);
        return Divergence.KullbackLeibler<double>(current, reference);
    }

    private static (double[] Reference, double[] Current) Binned(ColumnPair pair)
    {
        var (low, high) = Range(pair);
        return pair.Shares(pair.CountsWithin(BinEdges.Uniform(low, high, Bins)));
    }

    // Each side's own histogram, taken as a density, read at ten points of the joint range: nine intervals.
    private static (double[] Reference, double[] Current) Smoothed(ColumnPair pair)
    {
        var (low, high) = Range(pair);
        var points = BinEdges.Uniform(low, high, Bins - 1);
        return (Read(pair.Reference, points), Read(pair.Current, points));
    }

    private static double[] Read(double[] column, double[] points)
    {
        var edges = BinEdges.Automatic(column);
        var counts = Histogram.Within(column, edges);
        double[] below = [.. points.Select(point => ShareBelow(point, edges, counts) / column.Length)];
        return [.. below.Skip(1).Zip(below, (high, low) => high - low)];
    }

    private static double ShareBelow(double point, double[] edges, long[] counts)
    {
        var rows = 0.0;
        for (var bin = 0; bin < counts.Length && point > edges[bin]; bin++)
        {
            rows += counts[bin] * Math.Min(1, (point - edges[bin]) / (edges[bin + 1] - edges[bin]));
        }
        return rows;
    }

    private static (double Low, double High) Range(ColumnPair pair) => (
        Math.Min(pair.Reference.Min(), pair.Current.Min()), Math.Max(pair.Reference.Max(), pair.Current.Max()));
}
