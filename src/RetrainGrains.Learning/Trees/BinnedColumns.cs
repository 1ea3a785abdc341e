using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Trees;

/// <summary>The features as one-byte bin codes, four columns abreast so that one load serves four counts.</summary>
internal sealed class BinnedColumns
{
    public const int LanesPerBlock = 4;

    // Regions are scanned four bins at a time.
    private const int RegionAlignment = 4;

    // Codes of an unused lane are spread over a few cells: adding to one cell only would wait on itself.
    private const int UnusedLaneCells = 8;

    private readonly int[] featureIndexes;
    private readonly string[] featureNames;
    private readonly float[][] upperBounds;
    private readonly uint[][] blocks;
    private readonly int[] offsets;

    private BinnedColumns(int rowCount, int[] featureIndexes, string[] featureNames, float[][] upperBounds)
    {
        RowCount = rowCount;
        this.featureNames = featureNames;
        this.featureIndexes = featureIndexes;
        this.upperBounds = upperBounds;
        var blockCount = (featureIndexes.Length + LanesPerBlock - 1) / LanesPerBlock;
        blocks = new uint[blockCount][];
        offsets = new int[blockCount * LanesPerBlock + 1];
        for (var lane = 0; lane < blockCount * LanesPerBlock; lane++)
        {
            // One more than the bins: missing values are counted behind them.
            var cells = lane < featureIndexes.Length ? upperBounds[lane].Length + 1 : UnusedLaneCells;
            offsets[lane + 1] = offsets[lane] + (cells + RegionAlignment - 1) / RegionAlignment * RegionAlignment;
        }
    }

    public int RowCount { get; }

    /// <summary>Features that vary; the others cannot be split on and are left out.</summary>
    public int Count => featureIndexes.Length;

    public int BlockCount => blocks.Length;

    public int HistogramLength => offsets[^1];

    public static BinnedColumns Create(Dataset rows, TreeParameters parameters, int threads)
    {
        var bounds = new float[rows.FeatureCount][];
        ForEach(rows.FeatureCount, rows, threads, feature =>
            bounds[feature] = QuantileBinner.FindUpperBounds(
                rows.Column(feature), parameters.MaximumBinCountPerFeature, parameters.MinimumExampleCountPerBin));
        int[] varying = [.. Enumerable.Range(0, rows.FeatureCount).Where(f => Varies(rows.Column(f), bounds[f]))];
        var columns = new BinnedColumns(
            rows.Count, varying, [.. varying.Select(f => rows.Schema.Features[f].Name)],
            [.. varying.Select(f => bounds[f])]);
        ForEach(columns.BlockCount, rows, threads, block => columns.FillBlock(rows, block));
        return columns;
    }

    /// <summary>The direction that each lane is held to; 0 where it is free.</summary>
    public int[] Directions(IReadOnlyDictionary<string, int> constraints) =>
        [.. featureNames.Select(name => constraints.GetValueOrDefault(name))];

    public int BinCount(int lane) => upperBounds[lane].Length;

    public int Offset(int lane) => offsets[lane];

    public uint[] Block(int block) => blocks[block];

    public bool GoesLeft(in SplitCandidate split, int row)
    {
        int code = (byte)(blocks[split.Lane / LanesPerBlock][row] >> Shift(split));
        return code <= split.Bin || code == LeftMissingCode(split);
    }

    /// <summary>Moves the rows that go left to the front and returns how many they are.</summary>
    public int Partition(in SplitCandidate split, Span<int> rows, Span<int> scratch) =>
        HistogramKernel.Partition(
            rows, scratch, blocks[split.Lane / LanesPerBlock], Shift(split), split.Bin, LeftMissingCode(split));

    public TreeNode ToNode(in SplitCandidate split, float cover) =>
        TreeNode.Split(
            featureIndexes[split.Lane], upperBounds[split.Lane][split.Bin], split.MissingGoesLeft, cover);

    private static int Shift(in SplitCandidate split) => 8 * (split.Lane % LanesPerBlock);

    private int LeftMissingCode(in SplitCandidate split) =>
        split.MissingGoesLeft ? upperBounds[split.Lane].Length : -1;

    private static void ForEach(int count, Dataset rows, int threads, Action<int> body)
    {
        if (threads == 1 || (long)count * rows.Count < TreeDefaults.MinimumUpdatesPerParallelStep)
        {
            for (var i = 0; i < count; i++)
            {
                body(i);
            }
        }
        else
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, body);
        }
    }

    private static bool Varies(ReadOnlySpan<float> column, float[] bounds)
    {
        if (bounds.Length > 1)
        {
            return true;
        }

        // A single bin still splits if some rows miss the value and some do not.
        var missing = 0;
        foreach (var value in column)
        {
            missing += float.IsNaN(value) ? 1 : 0;
        }

        return missing > 0 && missing < column.Length;
    }

    private void FillBlock(Dataset rows, int block)
    {
        var lanes = new uint[RowCount];
        for (var i = 0; i < LanesPerBlock; i++)
        {
            var lane = block * LanesPerBlock + i;
            if (lane < Count)
            {
                QuantileBinner.Assign(rows.Column(featureIndexes[lane]), upperBounds[lane], lanes, 8 * i);
                continue;
            }

            for (var row = 0; row < lanes.Length; row++)
            {
                lanes[row] |= (uint)(row % UnusedLaneCells) << (8 * i);
            }
        }

        blocks[block] = lanes;
    }
}
