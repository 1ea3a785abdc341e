namespace RetrainGrains.Learning.Trees;

/// <summary>
/// The bins of a feature with more categories than bins: one for each of the most frequent, and the rest share theirs
/// with neighbours in the list of categories, about as many rows in each. So a category that matters is told apart
/// whatever its place, and where the list has an order, the rare ones are still told apart by it.
/// </summary>
internal sealed class CategoryBins
{
    // Enough for what is frequent among thousands, with enough left that the rest are not all one.
    private const double OwnShare = 0.75;

    private readonly byte[] bins;

    private CategoryBins(byte[] bins, int count) => (this.bins, Count) = (bins, count);

    public int Count { get; }

    public int CategoryCount => bins.Length;

    /// <summary>Finds the bin of a category.</summary>
    public int BinOf(int category) => bins[category];

    /// <summary>
    /// Chooses the bins by the rows of a column; of equally frequent categories the earlier comes first.
    /// </summary>
    public static CategoryBins Of(ReadOnlySpan<float> column, int categories, int maximumBins)
    {
        var counts = new int[categories];
        foreach (var code in column)
        {
            if (!float.IsNaN(code)) counts[(int)code]++;
        }

        var present = counts.Count(count => count > 0);
        var own = present < maximumBins ? present : (int)(maximumBins * OwnShare);
        var bins = new byte[categories];
        var shares = new bool[categories];
        Array.Fill(shares, true);
        var frequent = Enumerable.Range(0, categories).OrderByDescending(code => counts[code]).ThenBy(code => code);
        foreach (var (bin, code) in frequent.Take(own).Index()) (bins[code], shares[code]) = ((byte)bin, false);
        var shared = present < maximumBins ? 1 : maximumBins - own;
        Share(bins, counts, shares, own, shared);
        return new CategoryBins(bins, own + shared);
    }

    /// <summary>The bin of each row; missing values get the code after the last bin.</summary>
    public byte[] Assign(ReadOnlySpan<float> column)
    {
        var codes = new byte[column.Length];
        for (var row = 0; row < codes.Length; row++)
        {
            codes[row] = float.IsNaN(column[row]) ? (byte)Count : bins[(int)column[row]];
        }

        return codes;
    }

    private static void Share(byte[] bins, int[] counts, bool[] shares, int first, int shared)
    {
        var total = 0L;
        for (var code = 0; code < bins.Length; code++) total += shares[code] ? counts[code] : 0;
        var before = 0L;
        for (var code = 0; code < bins.Length; code++)
        {
            if (!shares[code]) continue;
            bins[code] = (byte)(first + Math.Min(shared - 1, before * shared / Math.Max(1, total)));
            before += counts[code];
        }
    }
}
