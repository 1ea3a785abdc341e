using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Trees;

/// <summary>
/// The features as one-byte bin codes: four columns abreast are a group, so that one load serves four counts, and up to
/// four groups a block, so that one line of the cache serves several rows of a scattered leaf.
/// </summary>
internal sealed class BinnedColumns
{
    public const int LanesPerGroup = 4;

    // The histograms of a block, 32 KiB, stay in the first-level cache while they are counted.
    public const int MaximumGroupsPerBlock = 4;

    // Binned together, so that a stretch of a block is in the cache for all of its lanes.
    private const int RowsPerFill = 4_096;

    // Regions are scanned four bins at a time.
    private const int RegionAlignment = 4;

    // Codes of an unused lane are spread over a few cells: adding to one cell only would wait on itself.
    private const int UnusedLaneCells = 8;

    private readonly int[] featureIndexes;
    private readonly string[] featureNames;
    private readonly bool[] isCategorical;
    private readonly float[][] upperBounds;
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

    /// <summary>Features that vary; the others cannot be split on and are left out.</summary>
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
        ForEach(columns.BlockCount, rows, threads, block => columns.FillBlock(rows, block));
        return columns;
    }

    /// <summary>The direction that each lane is held to; 0 where it is free.</summary>
    public int[] Directions(IReadOnlyDictionary<string, int> constraints) =>
        [.. featureNames.Select(name => constraints.GetValueOrDefault(name))];

    /// <summary>Whether each bin is one category: then sets of them are split off, not ranges.</summary>
    public bool IsCategorical(int lane) => isCategorical[lane];

    public int BinCount(int lane) => upperBounds[lane].Length;

    public int Offset(int lane) => offsets[lane];

    public CodeGroup Group(int group) => groups[group];

    /// <summary>The groups of a block: what one thread counts at a time.</summary>
    public Range GroupsOf(int block) => firstGroups[block]..firstGroups[block + 1];

    public bool GoesLeft(in SplitCandidate split, int row)
    {
        int code = (byte)(groups[split.Lane / LanesPerGroup][row] >> Shift(split));
        return split.LeftCells is null
            ? code <= split.Bin || code == LeftMissingCode(split)
            : split.SendsLeft(code);
    }

    /// <summary>Moves the rows that go left to the front and returns how many they are.</summary>
    public int Partition(in SplitCandidate split, Span<int> rows, Span<int> scratch)
    {
        var group = groups[split.Lane / LanesPerGroup];
        if (split.LeftCells is null)
        {
            return HistogramKernel.Partition(
                rows, scratch, group, Shift(split), split.Bin, LeftMissingCode(split));
        }

        Span<byte> table = stackalloc byte[byte.MaxValue + 1];
        for (var cell = 0; cell < table.Length; cell++)
        {
            table[cell] = split.SendsLeft(cell) ? (byte)1 : (byte)0;
        }

        return HistogramKernel.Partition(rows, scratch, group, Shift(split), table);
    }

    public TreeNode ToNode(in SplitCandidate split, float cover)
    {
        var (feature, bounds) = (featureIndexes[split.Lane], upperBounds[split.Lane]);
        if (split.LeftCells is null)
        {
            return TreeNode.Split(feature, bounds[split.Bin], split.MissingGoesLeft, cover);
        }

        var codes = new List<int>();
        for (var code = 0; code < bounds.Length; code++)
        {
            if (split.SendsLeft(code))
            {
                codes.Add(code);
            }
        }

        return TreeNode.Split(
            feature, CategorySet.Of([.. codes]), missingGoesLeft: split.SendsLeft(bounds.Length), cover);
    }

    private static int Shift(in SplitCandidate split) => 8 * (split.Lane % LanesPerGroup);

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
        var (first, past) = (firstGroups[block], firstGroups[block + 1]);
        var codes = new uint[RowCount * (past - first) + MaximumGroupsPerBlock];
        for (var group = first; group < past; group++)
        {
            groups[group] = new CodeGroup(codes, group - first, past - first);
        }

        for (var row = 0; row < RowCount; row += RowsPerFill)
        {
            var count = Math.Min(RowsPerFill, RowCount - row);
            for (var lane = first * LanesPerGroup; lane < past * LanesPerGroup; lane++)
            {
                FillLane(rows, lane, row, count);
            }
        }
    }

    private void FillLane(Dataset rows, int lane, int firstRow, int count)
    {
        var group = groups[lane / LanesPerGroup];
        var shift = 8 * (lane % LanesPerGroup);
        if (lane < Count)
        {
            var column = rows.Column(featureIndexes[lane]).Slice(firstRow, count);
            QuantileBinner.Assign(column, upperBounds[lane], group, firstRow, shift);
            return;
        }

        for (var row = firstRow; row < firstRow + count; row++)
        {
            group[row] |= (uint)(row % UnusedLaneCells) << shift;
        }
    }
}
