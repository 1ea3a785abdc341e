namespace RetrainGrains.Domain.Windows;

/// <summary>The places of all features' bins in one array of counts, one feature behind the other.</summary>
internal sealed class BinLayout
{
    private readonly int[] starts;

    public BinLayout(ReadOnlySpan<int> sizes, uint key)
    {
        starts = new int[sizes.Length + 1];
        for (var i = 0; i < sizes.Length; i++) starts[i + 1] = starts[i] + sizes[i];
        Key = key;
    }

    /// <summary>The bins that counts belong to; 0 for those from before there were several kinds of bins.</summary>
    public uint Key { get; }

    /// <summary>The first place of each feature's bins, and the number of all bins at the end.</summary>
    public ReadOnlySpan<int> Starts => starts;

    public int Total => starts[^1];

    public int[] Sizes => [.. Enumerable.Range(0, starts.Length - 1).Select(SizeOf)];

    public int SizeOf(int feature) => starts[feature + 1] - starts[feature];

    /// <summary>Makes the layout of as many features with ten bins each.</summary>
    public static BinLayout Uniform(int features)
    {
        var sizes = new int[features];
        Array.Fill(sizes, FeatureBins.BinsPerFeature);
        return new BinLayout(sizes, 0);
    }
}
