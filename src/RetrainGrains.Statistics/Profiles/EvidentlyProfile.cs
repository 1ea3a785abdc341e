using RetrainGrains.Statistics.TwoSample;
using static RetrainGrains.Statistics.Profiles.StatisticDefinition;

namespace RetrainGrains.Statistics.Profiles;

/// <summary>
/// The profile of Evidently's legacy/calculations/stattests. Its choice looks at the reference's rows only, so that a
/// large reference with a small window gets distances at 0.1, which such windows pass without drift.
/// </summary>
internal static class EvidentlyProfile
{
    private const int LargestTested = 1000;
    private const int FewValues = 5;
    private const int MostCategories = 20;

    public static DriftProfile Create() => new("Evidently", value => !double.IsFinite(value), Choose,
        Test(ProfileStatistic.KolmogorovSmirnov, ColumnKind.Numeric, 0.05,
            pair => KolmogorovSmirnov.Test(pair.Reference, pair.Current), orEqual: true),
        Test(ProfileStatistic.ChiSquared, null, 0.05, ChiSquared),
        Test(ProfileStatistic.ProportionZ, null, 0.05, FirstAgainstRest),
        Test(ProfileStatistic.G, ColumnKind.Categorical, 0.1, G),
        Test(ProfileStatistic.FisherExact, ColumnKind.Categorical, 0.1, FisherExact),
        Test(ProfileStatistic.AndersonDarling, ColumnKind.Numeric, 0.1,
            pair => AndersonDarling.Test(pair.Reference, pair.Current)),
        Test(ProfileStatistic.MannWhitney, ColumnKind.Numeric, 0.05,
            pair => MannWhitney.Test(pair.Reference, pair.Current, Alternative.Less)),
        Test(ProfileStatistic.StudentT, ColumnKind.Numeric, 0.05,
            pair => MeanTest.Student(pair.Reference, pair.Current)),
        Distance(ProfileStatistic.Wasserstein, ColumnKind.Numeric, 0.1,
            pair => Wasserstein.NormedDistance(pair.Reference, pair.Current), orEqual: true),
        Distance(ProfileStatistic.Energy, ColumnKind.Numeric, 0.1,
            pair => EnergyDistance.Of(pair.Reference, pair.Current)),
        Distance(ProfileStatistic.JensenShannon, null, 0.1, JensenShannon, orEqual: true),
        Distance(ProfileStatistic.KullbackLeibler, null, 0.1, KullbackLeibler, orEqual: true),
        Distance(ProfileStatistic.PopulationStability, null, 0.1, Stability, orEqual: true),
        Distance(ProfileStatistic.Hellinger, null, 0.1, Hellinger, orEqual: true));

    private static ProfileStatistic Choose(ColumnPair pair)
    {
        var asNumber = pair.Kind == ColumnKind.Numeric && pair.Distinct > FewValues;
        if (pair.Reference.Length > LargestTested)
        {
            return asNumber ? ProfileStatistic.Wasserstein : ProfileStatistic.JensenShannon;
        }
        if (asNumber) return ProfileStatistic.KolmogorovSmirnov;
        return pair.Distinct > 2 ? ProfileStatistic.ChiSquared : ProfileStatistic.ProportionZ;
    }

    private static TestReport ChiSquared(ColumnPair pair)
    {
        var (reference, current) = pair.CategoryCounts();
        return EvidentlyBins.ChiSquared(
            [.. reference.Select(count => (double)count)], [.. current.Select(count => (double)count)]);
    }

    // Unlike chi-squared, not scaled: it refuses samples of different size.
    private static TestReport G(ColumnPair pair)
    {
        var (reference, current) = pair.CategoryCounts();
        return FrequencyTest.GOfFit<long>(reference, current);
    }

    private static TestReport FirstAgainstRest(ColumnPair pair)
    {
        var (reference, current) = pair.CategoryCounts();
        var (n, m) = (pair.Reference.Length, pair.Current.Length);
        return ProportionTest.ZTest(n - reference[0], n, m - current[0], m);
    }

    private static TestReport FisherExact(ColumnPair pair)
    {
        var (reference, current) = pair.CategoryCounts();
        var (n, m) = (pair.Reference.Length, pair.Current.Length);
        if (reference.Length > 2 || n != m)
        {
            throw new ArgumentException(
                $"statistic is FisherExact for {reference.Length} categories in {n} and {m} rows; "
                + "Evidently has it for two categories and equal numbers of rows");
        }
        return ProportionTest.FisherExact(reference[0], n, current[0], m);
    }

    private static double JensenShannon(ColumnPair pair)
    {
        var (reference, current) = Binned(pair);
        return Divergence.JensenShannonDistance<double>(reference, current);
    }

    private static double KullbackLeibler(ColumnPair pair)
    {
        var (reference, current) = Binned(pair);
        return EvidentlyBins.KullbackLeibler(reference, current);
    }

    private static double Stability(ColumnPair pair)
    {
        var (reference, current) = Binned(pair);
        return EvidentlyBins.PopulationStability(reference, current);
    }

    // Sturges' rule sees each distinct value once. One minus the overlap: its rounding is part of the definition.
    private static double Hellinger(ColumnPair pair)
    {
        var (values, reference, current) = Histogram.Categories(pair.Reference, pair.Current);
        var counts = pair.Kind == ColumnKind.Categorical
            ? (reference, current)
            : pair.CountsWithin(BinEdges.Sturges(values));
        var (r, c) = pair.Shares(counts);
        return Math.Sqrt(1 - Math.Min(1, r.Zip(c, (one, other) => Math.Sqrt(one * other)).Sum()));
    }

    private static (double[] Reference, double[] Current) Binned(ColumnPair pair)
    {
        if (pair.Kind == ColumnKind.Categorical || pair.DistinctInReference <= MostCategories)
        {
            return pair.Shares(pair.CategoryCounts());
        }
        double[] both = [.. pair.Reference, .. pair.Current];
        return pair.Shares(pair.CountsWithin(BinEdges.Sturges(both)));
    }
}
