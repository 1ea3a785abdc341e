using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Learning.Data;
using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Domain.Drift;

/// <summary>
/// The value of one statistic of one feature, its distance from no drift, and the chance of it without drift.
/// </summary>
public readonly record struct DriftFinding(double Value, double Extent, double PValue)
{
    public DriftFinding(double value, double pValue) : this(value, value, pValue)
    {
    }
}

/// <summary>
/// The window and the reference of one feature, as statistics compare them. Distances have no distribution of their
/// own: they are judged by the test of any change.
/// </summary>
public sealed class FeatureComparison
{
    // Corrected levels lie far out, where the normal limit of a binomial holds only with this many expected hits.
    private const double ExpectedHits = 100;

    private readonly FeatureBins bins;
    private readonly Feature feature;
    private readonly int index;
    private readonly FeatureSums before;
    private readonly FeatureSums now;
    private double? anyChange;

    internal FeatureComparison(
        DriftPolicy policy, FeatureBins bins, Feature feature, int index, FeatureSums before, FeatureSums now)
    {
        (Policy, this.bins, this.feature, this.index, this.before, this.now) =
            (policy, bins, feature, index, before, now);
        IndependentReferenceRows = Math.Max(2, before.Present(index) / policy.RowsPerIndependentRow);
        IndependentRows = Math.Max(2, now.Present(index) / policy.RowsPerIndependentRow);
    }

    public DriftPolicy Policy { get; }
    public FeatureKind Kind => feature.Kind;

    /// <summary>Returns true when both sides have at least two values.</summary>
    public bool HasRows => before.Present(index) >= 2 && now.Present(index) >= 2;

    /// <summary>The number of rows of the reference with a value.</summary>
    public int ReferenceRows => before.Present(index);
    public int AllReferenceRows => before.Rows;

    /// <summary>The number of rows that count as independent of each other; at least two.</summary>
    public double IndependentReferenceRows { get; }
    public double IndependentRows { get; }

    public ReadOnlySpan<int> ReferenceBins => before.Bins(index);
    public ReadOnlySpan<int> Bins => now.Bins(index);
    public ReadOnlySpan<float> Edges => bins.Edges[index].AsSpan();

    /// <summary>The smallest and the largest value of the first reference; null when they were not kept.</summary>
    public (float Low, float High)? Range =>
        bins.HasRange(index) ? (bins.Minimum[index], bins.Maximum[index]) : null;

    public double ReferenceMean => before.Mean(index);
    public double Mean => now.Mean(index);
    public double ReferenceVariance => before.Variance(index);
    public double Variance => now.Variance(index);
    public double ReferenceDeviation => Math.Sqrt(before.Variance(index));

    /// <summary>The number of rows of the window with a value.</summary>
    public int Rows => now.Present(index);

    public (int Hits, int Rows) ReferenceUnlisted => (before.Unlisted[index], before.Rows);
    public (int Hits, int Rows) Unlisted => (now.Unlisted[index], now.Rows);
    public (int Hits, int Rows) ReferenceMissing => (before.Missing[index], before.Rows);
    public (int Hits, int Rows) Missing => (now.Missing[index], now.Rows);
    public (int Hits, int Rows) ReferenceOutside => (before.Outside[index], ReferenceRows);
    public (int Hits, int Rows) Outside => (now.Outside[index], now.Present(index));

    /// <summary>The number of bins that hold a row on either side.</summary>
    public int UsedBins => Enumerable.Range(0, ReferenceBins.Length).Count(IsUsed);

    /// <summary>The independent rows, spread over the bins as all rows are.</summary>
    public double[] ReferenceRowsByBin => Scaled(ReferenceBins, IndependentReferenceRows);
    public double[] RowsByBin => Scaled(Bins, IndependentRows);

    /// <summary>The shares of the used bins: a tool with its own bins has none that are empty on both sides.</summary>
    public double[] UsedReferenceShares => [.. Scaled(ReferenceBins, 1).Where((_, bin) => IsUsed(bin))];
    public double[] UsedShares => [.. Scaled(Bins, 1).Where((_, bin) => IsUsed(bin))];

    /// <summary>The chance of the difference when nothing has changed, by a test of any change.</summary>
    public double AnyChange =>
        anyChange ??= BinComparison.AnyChange(ReferenceBins, Bins, IndependentReferenceRows, IndependentRows);

    /// <summary>The chance of the difference when nothing has changed, by a test of location.</summary>
    public double PlaceChange =>
        BinComparison.Shift(ReferenceBins, Bins, IndependentReferenceRows, IndependentRows);

    /// <summary>The chance of the difference when nothing has changed, by a test of spread.</summary>
    public double SpreadChange =>
        BinComparison.Spread(ReferenceBins, Bins, IndependentReferenceRows, IndependentRows);

    /// <summary>
    /// Compares a share of rows with the reference's; at least <paramref name="leastHits"/> rows of the reference count
    /// as hits.
    /// </summary>
    public DriftFinding CompareShares((int Hits, int Rows) reference, (int Hits, int Rows) current, long leastHits)
    {
        var change = Math.Abs((double)current.Hits / current.Rows - (double)reference.Hits / reference.Rows);
        var (hits, rows) = Independent(reference);
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
        var rows = Math.Max(2, (long)(counted.Rows / Policy.RowsPerIndependentRow));
        return (Math.Min(rows, (long)Math.Round(counted.Hits / Policy.RowsPerIndependentRow)), rows);
    }

    private bool IsUsed(int bin) => ReferenceBins[bin] + Bins[bin] > 0;

    private static double[] Scaled(ReadOnlySpan<int> counts, double rows)
    {
        var scaled = new double[counts.Length];
        double total = 0;
        foreach (var count in counts) total += count;
        for (var bin = 0; bin < scaled.Length; bin++) scaled[bin] = counts[bin] * rows / total;
        return scaled;
    }
}
