namespace RetrainGrains.Learning.Trees;

/// <summary>The rows of a growing tree in the order of its leaves: a split moves those forward that go left.</summary>
internal sealed class RowPartition(BinnedColumns columns, int threads)
{
    private readonly int[] scratch = new int[columns.RowCount];

    public int[] Rows { get; } = new int[columns.RowCount];

    /// <summary>Splits a leaf's rows, keeping their order on both sides; returns how many go left.</summary>
    public int Split(SplitCandidate split, int start, int count)
    {
        var isLarge = count >= TreeDefaults.MinimumRowsPerParallelStep;
        var parts = isLarge ? threads : 1;
        var lefts = new int[parts];
        ParallelStep.Run(parts, threads, isLarge, part =>
        {
            var (from, length) = (From(part), From(part + 1) - From(part));
            lefts[part] = columns.Partition(split, Rows.AsSpan(from, length), scratch.AsSpan(from, length));
        });
        var left = lefts[0];
        for (var part = 1; part < parts; part++)
        {
            SwapSides(start + left, From(part), lefts[part]);
            left += lefts[part];
        }

        return left;

        int From(int part) => start + (int)((long)part * count / parts);
    }

    // The rows from a position on that go right make room for those after them that go left.
    private void SwapSides(int position, int firstLeft, int leftCount)
    {
        var right = Rows.AsSpan(position, firstLeft - position);
        right.CopyTo(scratch);
        Rows.AsSpan(firstLeft, leftCount).CopyTo(Rows.AsSpan(position));
        scratch.AsSpan(0, right.Length).CopyTo(Rows.AsSpan(position + leftCount));
    }
}
