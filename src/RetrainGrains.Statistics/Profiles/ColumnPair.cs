using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Profiles;

/// <summary>A column in both samples, with what the tools have in common.</summary>
internal sealed record ColumnPair(double[] Reference, double[] Current, ColumnKind Kind)
{
    public int DistinctInReference => Reference.Distinct().Count();

    public int Distinct => Reference.Concat(Current).Distinct().Count();

    public (long[] Reference, long[] Current) CategoryCounts()
    {
        var (_, reference, current) = Histogram.Categories(Reference, Current);
        return (reference, current);
    }

    public (long[] Reference, long[] Current) CountsWithin(double[] edges) =>
        (Histogram.Within(Reference, edges), Histogram.Within(Current, edges));

    /// <summary>Turns counts into shares of all rows, also of those that no bin has counted.</summary>
    public (double[] Reference, double[] Current) Shares((long[] Reference, long[] Current) counts) => (
        [.. counts.Reference.Select(count => (double)count / Reference.Length)],
        [.. counts.Current.Select(count => (double)count / Current.Length)]);
}
