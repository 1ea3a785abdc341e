namespace RetrainGrains.Statistics.Estimation;

/// <summary>
/// The loss to expect by the bin of one column: mean losses between inner edges, and last the one of missing values.
/// </summary>
public sealed record BinnedLosses(int Column, ImmutableArray<double> Edges, ImmutableArray<double> Means)
{
    public double Expect(ReadOnlySpan<double> row) => ExpectAt(row[Column]);

    /// <summary>Returns the loss to expect by the value of the column alone.</summary>
    public double ExpectAt(double value) => Means[BinOf(Edges.AsSpan(), value)];

    internal static int BinOf(ReadOnlySpan<double> edges, double value)
    {
        if (double.IsNaN(value)) return edges.Length + 1;
        var found = edges.BinarySearch(value);
        return found >= 0 ? found + 1 : ~found;
    }
}
