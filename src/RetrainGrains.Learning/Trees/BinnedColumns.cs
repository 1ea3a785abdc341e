using System.Runtime.InteropServices;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Trees;

/// <summary>
/// The features as one-byte bin codes, twice: by column, to part rows by, and for counting in blocks of up to four
/// groups of four columns. One load of a group serves four counts, one cache line of a block all sixteen.
/// </summary>
internal sealed class BinnedColumns
{
    public const int LanesPerGroup = 4;

    // The histograms of a block, 32 KiB, stay in the first-level cache while they are counted.
    public const int MaximumGroupsPerBlock = 4;

    // Interleaved at a time, so that a stretch of a block is in the cache for all of its lanes.
    private const int RowsPerFill = 4_096;

    // Regions are scanned four bins at a time.
    private const int RegionAlignment = 4;

    // Codes of an unused lane are spread over a few cells: adding to one cell only would wait on itself.
    private const int UnusedLaneCells = 8;

    private readonly int[] featureIndexes;
    private readonly string[] featureNames;
    private readonly bool[] isCategorical;
    private readonly float[][] upperBounds;
    private readonly byte[][] codes;
    private readonly CodeGroup[] groups;
    private readonly int[] firstGroups;
    private readonly int[] offsets;

    private BinnedColumns(
        int rowCount, int[] featureIndexes, DatasetSchema schema, float[][] upperBounds, int threads)
    {
        RowCount = rowCount;
        featureNames = [.. featureIndexes.Select(feature => schema.Features[feature].Name)];
        isCategorical =
            [.. featureIndexes.Select((f, lane) => HasBinPerCategory(schema.Features[f], upperBounds[lane]))];
        this.featureIndexes = featureIndexes;
        this.upperBounds = upperBounds;
        codes = new byte[featureIndexes.Length][];
        groups = new CodeGroup[(featureIndexes.Length + LanesPerGroup - 1) / LanesPerGroup];
        firstGroups = ShareOut(groups.Length, threads);
        offsets = new int[groups.Length * LanesPerGroup + 1];
        for (var lane = 0; lane < groups.Length * LanesPerGroup; lane++)
        {
            // One more than the bins: missing values are counted behind them.
            var cells = lane < featureIndexes.Length ? upperBounds[lane].Length + 1 : UnusedLaneCells;
            offsets[lane + 1] = offsets[lane] + (cells + RegionAlignment - 1) / RegionAlignment * RegionAlignment;
        }
    }

    public int RowCount { get; }

    /// <summary>The number of features that vary; the others cannot be split on and are left out.</summary>
    public int Count => featureIndexes.Length;

    public int GroupCount => groups.Length;

    public int BlockCount => firstGroups.Length - 1;

    public int HistogramLength => offsets[^1];

    public static BinnedColumns Create(Dataset rows, TreeParameters parameters, int threads)
    {
        var bounds = new float[rows.FeatureCount][];
        ForEach(rows.FeatureCount, rows, threads, feature =>
            bounds[feature] = BoundsOf(rows, feature, parameters));
        int[] varying = [.. Enumerable.Range(0, rows.FeatureCount).Where(f => Varies(rows.Column(f), bounds[f]))];
        var columns = new BinnedColumns(rows.Count, varying, rows.Schema, [.. varying.Select(f => bounds[f])], threads);
        ForEach(columns.Count, rows, threads, lane => columns.codes[lane] = QuantileBinner.Assign(
            rows.Column(varying[lane]), columns.upperBounds[lane]));
        ForEach(columns.BlockCount, rows, threads, columns.FillBlock);
        return columns;
    }

    /// <summary>The direction that each lane is held to; 0 where it is free.</summary>
    public int[] Directions(IReadOnlyDictionary<string, int> constraints) =>
        [.. featureNames.Select(name => constraints.GetValueOrDefault(name))];

    /// <summary>Returns true where each bin is one category: then sets of them are split off, not ranges.</summary>
    public bool IsCategorical(int lane) => isCategorical[lane];

    public int BinCount(int lane) => upperBounds[lane].Length;

    public int Offset(int lane) => offsets[lane];

    public CodeGroup Group(int group) => groups[group];

    /// <summary>The groups of a block: what one thread counts at a time.</summary>
    public Range GroupsOf(int block) => firstGroups[block]..firstGroups[block + 1];

    public bool GoesLeft(in SplitCandidate split, int row)
    {
        int code = codes[split.Lane][row];
        return split.LeftCells is null
            ? code <= split.Bin || code == LeftMissingCode(split)
            : split.SendsLeft(code);
    }

    /// <summary>Moves the rows that go left to the front and returns how many they are.</summary>
    public int Partition(in SplitCandidate split, Span<int> rows, Span<int> scratch)
    {
        if (split.LeftCells is null)
        {
            return HistogramKernel.Partition(rows, scratch, codes[split.Lane], split.Bin, LeftMissingCode(split));
        }

        Span<byte> table = stackalloc byte[byte.MaxValue + 1];
        for (var cell = 0; cell < table.Length; cell++) table[cell] = split.SendsLeft(cell) ? (byte)1 : (byte)0;
        return HistogramKernel.Partition(rows, scratch, codes[split.Lane], table);
    }

    public TreeNode ToNode(in SplitCandidate split, float cover)
    {
        var (feature, bounds) = (featureIndexes[split.Lane], upperBounds[split.Lane]);
        if (split.LeftCells is null) return TreeNode.Split(feature, bounds[split.Bin], split.MissingGoesLeft, cover);
        var codes = new List<int>();
        for (var code = 0; code < bounds.Length; code++)
        {
            if (split.SendsLeft(code)) codes.Add(code);
        }

        return TreeNode.Split(
            feature, CategorySet.Of([.. codes]), missingGoesLeft: split.SendsLeft(bounds.Length), cover);
    }

    private int LeftMissingCode(in SplitCandidate split) =>
        split.MissingGoesLeft ? upperBounds[split.Lane].Length : -1;

    // As few blocks as hold all groups, but as many for each thread as for another.
    private static int[] ShareOut(int groupCount, int threads)
    {
        var fewest = (groupCount + MaximumGroupsPerBlock - 1) / MaximumGroupsPerBlock;
        var count = Math.Min(groupCount, (fewest + threads - 1) / threads * threads);
        return [.. Enumerable.Range(0, count + 1).Select(block => block * groupCount / Math.Max(1, count))];
    }

    // One bin a category where a byte can name them all; else codes are cut into ranges like any other number.
    private static float[] BoundsOf(Dataset rows, int feature, TreeParameters parameters)
    {
        var description = rows.Schema.Features[feature];
        if (description.Kind == FeatureKind.Numeric || description.CategoryCount > parameters.MaximumBinCountPerFeature)
        {
            return QuantileBinner.FindUpperBounds(
                rows.Column(feature), parameters.MaximumBinCountPerFeature, parameters.MinimumExampleCountPerBin);
        }

        return [.. Enumerable.Range(0, description.CategoryCount - 1).Select(code => (float)code),
            float.PositiveInfinity];
    }

    private static bool HasBinPerCategory(FeatureDescription description, float[] bounds) =>
        description.Kind == FeatureKind.Categorical && description.CategoryCount == bounds.Length;

    private static void ForEach(int count, Dataset rows, int threads, Action<int> body) => ParallelStep.Run(
        count, threads, (long)rows.FeatureCount * rows.Count >= TreeDefaults.MinimumUpdatesPerParallelStep, body);

    private static bool Varies(ReadOnlySpan<float> column, float[] bounds)
    {
        if (bounds.Length > 1) return true;
        // A single bin still splits if some rows miss the value and some do not.
        var missing = 0;
        foreach (var value in column) missing += float.IsNaN(value) ? 1 : 0;
        return missing > 0 && missing < column.Length;
    }

    private void FillBlock(int block)
    {
        var (first, past) = (firstGroups[block], firstGroups[block + 1]);
        var interleaved = new uint[RowCount * (past - first) + MaximumGroupsPerBlock];
        for (var group = first; group < past; group++)
        {
            groups[group] = new CodeGroup(interleaved, group - first, past - first);
        }

        var bytes = MemoryMarshal.AsBytes(interleaved.AsSpan());
        var width = (past - first) * LanesPerGroup;
        for (var row = 0; row < RowCount; row += RowsPerFill)
        {
            var rows = Math.Min(RowsPerFill, RowCount - row);
            for (var i = 0; i < width; i++)
            {
                FillLane(bytes.Slice(row * width + i), width, first * LanesPerGroup + i, row, rows);
            }
        }
    }

    private void FillLane(Span<byte> target, int width, int lane, int firstRow, int rows)
    {
        var source = lane < Count ? codes[lane].AsSpan(firstRow, rows) : default;
        for (var i = 0; i < rows; i++) target[i * width] = lane < Count ? source[i] : (byte)(i % UnusedLaneCells);
    }
}
