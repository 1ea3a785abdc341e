using RetrainGrains.Statistics.Profiles;
using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Domain.Drift;

/// <summary>
/// One statistic of one feature: its value, how far that is from no drift at all, and the chance of it without drift.
/// </summary>
internal readonly record struct DriftFinding(double Value, double Extent, double PValue)
{
    public DriftFinding(double value, double pValue) : this(value, value, pValue)
    {
    }
}

/// <summary>
/// One feature's window beside its reference. Distances have no chance of their own: they are judged by the test of any
/// change, and so is G, whose own far tail holds up to 2.4 times the stated share with some sixty rows.
/// </summary>
internal sealed class FeatureComparison(
    DriftPolicy policy, FeatureBins bins, Feature feature, int index, FeatureSums before, FeatureSums now)
{
    // Evidently's: a constant's deviation counts as at least this.
    private const double EvidentlyDeviationMin = 0.001;

    // Corrected levels lie far out, where the normal limit of a binomial holds only with this many expected hits.
    private const double ExpectedHits = 100;

    private readonly double m = Math.Max(2, before.Present(index) / policy.RowsPerIndependentRow);
    private readonly double n = Math.Max(2, now.Present(index) / policy.RowsPerIndependentRow);
    private double? anyChange;

    public FeatureKind Kind => feature.Kind;
    public int ReferenceRows => before.Present(index);

    public int UsedBins => Enumerable.Range(0, FeatureBins.BinsPerFeature).Count(IsUsed);

    private ReadOnlySpan<int> Old => before.Bins(index);
    private ReadOnlySpan<int> New => now.Bins(index);
    private double AnyChange => anyChange ??= BinComparison.AnyChange(Old, New, m, n);

    /// <summary>Nothing where there is too little to take the statistic of.</summary>
    public DriftFinding? Of(DriftStatistic statistic)
    {
        if (statistic == DriftStatistic.MissingRate) return MissingRate();
        if (before.Present(index) < 2 || now.Present(index) < 2) return null;
        return statistic switch
        {
            DriftStatistic.MeanShift => new(MeanShift(), BinComparison.Shift(Old, New, m, n)),
            DriftStatistic.VarianceRatio => VarianceRatio(),
            DriftStatistic.PopulationStability => new(Stability(), AnyChange),
            DriftStatistic.KullbackLeibler => new(KullbackLeibler(), AnyChange),
            DriftStatistic.JensenShannon => new(JensenShannon(), AnyChange),
            DriftStatistic.Hellinger => new(Divergence.Hellinger(Old, New), AnyChange),
            DriftStatistic.Wasserstein => new(EarthMoved(), AnyChange),
            DriftStatistic.KolmogorovSmirnov => Kolmogorov(),
            DriftStatistic.ChiSquared => ChiSquared(),
            DriftStatistic.GTest =>
                new(FrequencyTest.GOfHomogeneity<double>(Scaled(Old, m), Scaled(New, n)).Statistic, AnyChange),
            DriftStatistic.OutOfRange => OutOfRange(),
            _ => null,
        };
    }

    private double MeanShift()
    {
        var difference = Math.Abs(now.Mean(index) - before.Mean(index));
        var one = policy.Unit == ShiftUnit.Mean ? Math.Abs(before.Mean(index)) : Deviation;
        return difference == 0 ? 0 : difference / one;
    }

    private DriftFinding VarianceRatio()
    {
        var (a, b) = (before.Variance(index), now.Variance(index));
        var ratio = a == 0 && b == 0 ? 1 : Math.Sqrt(b / a);
        return new DriftFinding(ratio, Math.Max(ratio, 1 / ratio), BinComparison.Spread(Old, New, m, n));
    }

    private double Stability() => policy.Profile == DriftProfileName.Evidently
        ? EvidentlyBins.PopulationStability(UsedShares(Old), UsedShares(New))
        : PopulationStability.OfCounts(Old, New);

    private double KullbackLeibler() => policy.Profile == DriftProfileName.Evidently
        ? EvidentlyBins.KullbackLeibler(UsedShares(Old), UsedShares(New))
        : Divergence.KullbackLeibler<double>(Filled(Old, New), Filled(New, Old));

    private double JensenShannon() =>
        Divergence.JensenShannonDistance(Old, New, policy.Profile == DriftProfileName.NannyMl ? 2 : Math.E);

    private double EarthMoved()
    {
        var binned = Wasserstein.DistanceOfCounts(Positions(), Old, New);
        var distance = Math.Max(binned, Math.Abs(now.Mean(index) - before.Mean(index)));
        return distance == 0 ? 0 : policy.Profile switch
        {
            DriftProfileName.NannyMl => distance,
            DriftProfileName.Evidently => distance / Math.Max(Deviation, EvidentlyDeviationMin),
            _ => distance / Deviation,
        };
    }

    private DriftFinding Kolmogorov()
    {
        var distance = KolmogorovSmirnov.DistanceOfCounts(Old, New);
        return new DriftFinding(distance, KolmogorovSmirnov.PValue(distance, (int)m, (int)n));
    }

    private DriftFinding ChiSquared()
    {
        var (old, current) = (Scaled(Old, m), Scaled(New, n));
        var continuity = policy.Profile == DriftProfileName.NannyMl;
        var report = policy.Profile == DriftProfileName.Evidently && UsedBins > 2
            ? EvidentlyBins.ChiSquared(old, current)
            : FrequencyTest.ChiSquaredOfHomogeneity<double>(old, current, continuity);
        var isTool = policy.Profile is DriftProfileName.Evidently or DriftProfileName.NannyMl;
        return new DriftFinding(report.Statistic, isTool ? report.PValue : AnyChange);
    }

    private DriftFinding? MissingRate() => before.Rows < 2
        ? null
        : ShareOf((before.Missing[index], before.Rows), (now.Missing[index], now.Rows), leastHits: 0);

    // The range is the reference's own: nothing of it lies outside, while a new row does with a chance of two in its
    // rows. Counting one of its rows as outside makes the chance exact: the two gaps at the ends are as likely to take
    // a row as any other two between its values.
    private DriftFinding? OutOfRange() => bins.HasRange(index)
        ? ShareOf((before.Outside[index], ReferenceRows), (now.Outside[index], now.Present(index)), leastHits: 1)
        : null;

    private DriftFinding ShareOf((int Hits, int Rows) old, (int Hits, int Rows) current, long leastHits)
    {
        var change = Math.Abs((double)current.Hits / current.Rows - (double)old.Hits / old.Rows);
        var (hits, rows) = Independent(old);
        var (currentHits, currentRows) = Independent(current);
        hits = Math.Max(hits, leastHits);
        var rate = (double)(hits + currentHits) / (rows + currentRows);
        var expected = Math.Min(rate, 1 - rate) * Math.Min(rows, currentRows);
        var report = expected < ExpectedHits
            ? ProportionTest.FisherExact(hits, rows, currentHits, currentRows)
            : ProportionTest.ZTest(hits, rows, currentHits, currentRows);
        return new DriftFinding(change, report.PValue);
    }

    private (long Hits, long Rows) Independent((int Hits, int Rows) counted)
    {
        var rows = Math.Max(2, (long)(counted.Rows / policy.RowsPerIndependentRow));
        return (Math.Min(rows, (long)Math.Round(counted.Hits / policy.RowsPerIndependentRow)), rows);
    }

    private double Deviation => Math.Sqrt(before.Variance(index));

    // The middles of the bins; bins that no value falls into stand with the last one.
    private double[] Positions()
    {
        var edges = bins.Edges[index];
        var (low, high) = bins.HasRange(index)
            ? (bins.Minimum[index], bins.Maximum[index])
            : (edges[0], edges[^1]);
        var positions = new double[FeatureBins.BinsPerFeature];
        for (var bin = 0; bin < positions.Length; bin++)
        {
            double left = bin == 0 ? low : edges[Math.Min(bin, edges.Length) - 1];
            double right = bin < edges.Length ? edges[bin] : high;
            positions[bin] = (left + right) / 2;
        }
        return positions;
    }

    private bool IsUsed(int bin) => Old[bin] + New[bin] > 0;

    // What is empty on both sides is no bin to a tool that makes its own.
    private double[] UsedShares(ReadOnlySpan<int> counts) =>
        [.. Scaled(counts, 1).Where((_, bin) => IsUsed(bin))];

    private static double[] Scaled(ReadOnlySpan<int> counts, double rows)
    {
        var scaled = new double[counts.Length];
        double total = 0;
        foreach (var count in counts) total += count;
        for (var bin = 0; bin < scaled.Length; bin++) scaled[bin] = counts[bin] * rows / total;
        return scaled;
    }

    private static double[] Filled(ReadOnlySpan<int> counts, ReadOnlySpan<int> others)
    {
        var filled = new double[counts.Length];
        for (var bin = 0; bin < filled.Length; bin++)
        {
            filled[bin] = counts[bin] == 0 && others[bin] > 0 ? PopulationStability.HalfRow : counts[bin];
        }
        return filled;
    }
}
