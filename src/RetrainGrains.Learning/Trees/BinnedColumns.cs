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

    // Of the features with more categories than bins; their bounds are placeholders.
    private readonly CategoryBins?[] manyCategories;
    private readonly byte[][] codes;
    private readonly CodeGroup[] groups;
    private readonly int[] firstGroups;
    private readonly int[] offsets;

    private BinnedColumns(
        int rowCount, int[] featureIndexes, DatasetSchema schema, float[][] upperBounds,
        CategoryBins?[] manyCategories, int threads)
    {
        RowCount = rowCount;
        featureNames = [.. featureIndexes.Select(feature => schema.Features[feature].Name)];
        isCategorical =
            [.. featureIndexes.Select(feature => schema.Features[feature].Kind == FeatureKind.Categorical)];
        this.manyCategories = manyCategories;
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
        var (bounds, many) = (new float[rows.FeatureCount][], new CategoryBins?[rows.FeatureCount]);
        ForEach(rows.FeatureCount, rows, threads, feature =>
        {
            many[feature] = ManyCategoriesOf(rows, feature, parameters);
            bounds[feature] = many[feature] is { } bins
                ? Placeholders(bins.Count)
                : BoundsOf(rows, feature, parameters);
        });
        int[] varying = [.. Enumerable.Range(0, rows.FeatureCount).Where(f => Varies(rows.Column(f), bounds[f]))];
        var columns = new BinnedColumns(
            rows.Count, varying, rows.Schema, [.. varying.Select(f => bounds[f])], [.. varying.Select(f => many[f])],
            threads);
        ForEach(columns.Count, rows, threads, lane => columns.codes[lane] =
            columns.manyCategories[lane]?.Assign(rows.Column(varying[lane]))
            ?? QuantileBinner.Assign(rows.Column(varying[lane]), columns.upperBounds[lane]));
        ForEach(columns.BlockCount, rows, threads, columns.FillBlock);
        return columns;
    }

    /// <summary>The direction that each lane is held to; 0 where it is free.</summary>
    public int[] Directions(IReadOnlyDictionary<string, int> constraints) =>
        [.. featureNames.Select(name => constraints.GetValueOrDefault(name))];

    /// <summary>Returns true where bins are categories: then sets of them are split off, not ranges.</summary>
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
        var many = manyCategories[split.Lane];
        for (var code = 0; code < (many?.CategoryCount ?? bounds.Length); code++)
        {
            if (split.SendsLeft(many?.BinOf(code) ?? code)) codes.Add(code);
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

    // One bin a category where there are as many.
    private static float[] BoundsOf(Dataset rows, int feature, TreeParameters parameters)
    {
        var description = rows.Schema.Features[feature];
        return description.Kind == FeatureKind.Categorical
            ? Placeholders(description.CategoryCount)
            : QuantileBinner.FindUpperBounds(
                rows.Column(feature), parameters.MaximumBinCountPerFeature, parameters.MinimumExampleCountPerBin);
    }

    private static CategoryBins? ManyCategoriesOf(Dataset rows, int feature, TreeParameters parameters)
    {
        var description = rows.Schema.Features[feature];
        return description.Kind == FeatureKind.Categorical
            && description.CategoryCount > parameters.MaximumBinCountPerFeature
                ? CategoryBins.Of(
                    rows.Column(feature), description.CategoryCount, parameters.MaximumBinCountPerFeature)
                : null;
    }

    // The bounds of bins that are numbered from 0 on.
    private static float[] Placeholders(int bins) =>
        [.. Enumerable.Range(0, bins - 1).Select(bin => (float)bin), float.PositiveInfinity];

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
