using RetrainGrains.Statistics.TwoSample;
using static RetrainGrains.Statistics.Profiles.StatisticDefinition;

namespace RetrainGrains.Statistics.Profiles;

/// <summary>
/// The profile of NannyML's drift/univariate/methods.py. Bins come from the reference alone; what lies outside of them
/// is one more. From 10,000 reference rows on it estimates two distances over 10,000 bins instead of keeping the rows.
/// </summary>
internal static class NannyMlProfile
{
    private const int Estimated = 10_000;

    public static DriftProfile Create() => new("NannyML", double.IsNaN, _ => ProfileStatistic.JensenShannon,
        Distance(ProfileStatistic.JensenShannon, null, null, JensenShannon),
        Distance(ProfileStatistic.Hellinger, null, null, Hellinger),
        Distance(ProfileStatistic.LargestDifference, ColumnKind.Categorical, null, LargestDifference),
        Distance(ProfileStatistic.KolmogorovSmirnov, ColumnKind.Numeric, null, Kolmogorov),
        Distance(ProfileStatistic.Wasserstein, ColumnKind.Numeric, null, WassersteinDistance),
        Test(ProfileStatistic.ChiSquared, ColumnKind.Categorical, 0.05, ChiSquared));

    private static double JensenShannon(ColumnPair pair)
    {
        var (reference, current) = Binned(pair);
        return Divergence.JensenShannonDistance<double>(reference, current, 2);
    }

    private static double Hellinger(ColumnPair pair)
    {
        var (reference, current) = Binned(pair);
        return Divergence.Hellinger<double>(reference, current);
    }

    private static double LargestDifference(ColumnPair pair)
    {
        var (reference, current) = pair.CategoryCounts();
        return Divergence.LargestDifference<long>(reference, current);
    }

    private static TestReport ChiSquared(ColumnPair pair)
    {
        var (reference, current) = pair.CategoryCounts();
        return FrequencyTest.ChiSquaredOfHomogeneity<long>(reference, current, continuity: true);
    }

    private static double Kolmogorov(ColumnPair pair)
    {
        if (pair.Reference.Length < Estimated) return KolmogorovSmirnov.Test(pair.Reference, pair.Current).Statistic;
        var (edges, reference, current) = Fine(pair);
        double before = 0, now = Share(pair.Current, value => value < edges[0]), largest = 0;
        for (var bin = 0; bin < reference.Length; bin++)
        {
            before += reference[bin];
            now += current[bin];
            largest = Math.Max(largest, Math.Abs(before - now));
        }
        return largest;
    }

    private static double WassersteinDistance(ColumnPair pair)
    {
        if (pair.Reference.Length < Estimated) return Wasserstein.Distance(pair.Reference, pair.Current);
        var (edges, reference, current) = Fine(pair);
        var width = edges[1] - edges[0];
        var (below, amountBelow) = Outside(pair.Current, value => edges[0] - value);
        var (above, _) = Outside(pair.Current, value => value - edges[^1]);
        double before = 0, now = amountBelow, within = 0;
        for (var bin = 0; bin < reference.Length; bin++)
        {
            before += reference[bin];
            now += current[bin];
            within += Math.Abs(before - now) * width;
        }
        return within + below + above;
    }

    // The rows beyond an end of the reference. NannyML counts that end as one row more, in the distance (where it adds
    // nothing) and in the amount that it then takes to lie below.
    private static (double Distance, double Amount) Outside(double[] current, Func<double, double> beyond)
    {
        double[] distances = [.. current.Select(beyond).Where(distance => distance > 0)];
        return distances.Length == 0
            ? (0, 0)
            : (distances.Sum() / current.Length, (distances.Length + 1.0) / current.Length);
    }

    private static (double[] Edges, double[] Reference, double[] Current) Fine(ColumnPair pair)
    {
        var edges = BinEdges.Uniform(pair.Reference.Min(), pair.Reference.Max(), Estimated);
        var (reference, current) = pair.Shares(pair.CountsWithin(edges));
        return (edges, reference, current);
    }

    private static (double[] Reference, double[] Current) Binned(ColumnPair pair)
    {
        var counts = pair.Kind == ColumnKind.Categorical
            ? KnownCategories(pair)
            : pair.CountsWithin(BinEdges.Doane(pair.Reference));
        var outside = pair.Current.Length - counts.Current.Sum();
        return pair.Shares(([.. counts.Reference, 0], [.. counts.Current, outside]));
    }

    private static (long[] Reference, long[] Current) KnownCategories(ColumnPair pair)
    {
        var (reference, current) = pair.CategoryCounts();
        return (
            [.. reference.Where(count => count > 0)],
            [.. current.Where((_, category) => reference[category] > 0)]);
    }

    private static double Share(double[] column, Func<double, bool> condition) =>
        (double)column.Count(condition) / column.Length;
}
