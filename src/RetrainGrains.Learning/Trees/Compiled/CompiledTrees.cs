using System.Buffers;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Trees.Compiled;

/// <summary>The trees of an ensemble in one flat array, for one row or a batch.</summary>
internal sealed class CompiledTrees : Predictor
{
    // Sums are taken by four trees: a prediction is the same to its last bit, however it was reached.
    private const int TreesPerSum = 4;

    // What a block of rows may take of the first-level cache, beside four trees.
    private const int BlockBytes = 32 << 10;
    private readonly CompiledNode[] nodes;
    private readonly int[] roots;
    private readonly ValueSlots slots;
    private readonly double baseScore;
    private readonly double scale;
    private readonly Link link;

    public CompiledTrees(TreeEnsemble ensemble)
    {
        baseScore = ensemble.BaseScore;
        scale = ensemble.Scale;
        link = ensemble.Link;
        slots = new ValueSlots(ensemble.Trees);
        var zero = new Tree([TreeNode.Leaf(0)]);

        // Filled up with leaves of zero, so that no remainder needs its own loop.
        var steps = (ensemble.Trees.Count + InterleavedTraversal.Width - 1) / InterleavedTraversal.Width;
        roots = new int[steps * InterleavedTraversal.Width];
        var compiled = new List<CompiledNode>();
        for (var i = 0; i < roots.Length; i++)
        {
            roots[i] = compiled.Count;
            CompiledNode.Append(i < ensemble.Trees.Count ? ensemble.Trees[i] : zero, slots, compiled);
        }

        nodes = [.. compiled];
    }

    public override double Predict(ReadOnlySpan<float> features, long unixMilliseconds)
    {
        Span<float> values = stackalloc float[slots.Count];
        Span<float> leaves = stackalloc float[InterleavedTraversal.Width];
        slots.Fill(features, values);
        var sum = 0.0;
        for (var i = 0; i < roots.Length; i += InterleavedTraversal.Width)
        {
            InterleavedTraversal.Trees(ref nodes[0], ref roots[i], ref values[0], ref leaves[0]);
            sum += (double)leaves[0] + leaves[1] + leaves[2] + leaves[3];
            sum += (double)leaves[4] + leaves[5] + leaves[6] + leaves[7];
        }

        return link.ToPrediction(baseScore + scale * sum);
    }

    public override void Predict(Dataset rows, int firstRow, Span<double> predictions)
    {
        var valuesPerTile = slots.Count * InterleavedTraversal.Width;
        var tilesPerBlock = Math.Max(1, BlockBytes / (valuesPerTile * sizeof(float)));
        var values = ArrayPool<float>.Shared.Rent(tilesPerBlock * valuesPerTile);
        var rowsPerBlock = tilesPerBlock * InterleavedTraversal.Width;
        for (var done = 0; done < predictions.Length; done += rowsPerBlock)
        {
            var block = predictions[done..Math.Min(predictions.Length, done + rowsPerBlock)];
            PredictBlock(rows, firstRow + done, block, values);
        }

        ArrayPool<float>.Shared.Return(values);
    }

    private void PredictBlock(Dataset rows, int firstRow, Span<double> predictions, Span<float> values)
    {
        Span<double> four = stackalloc double[InterleavedTraversal.Width];
        var valuesPerTile = slots.Count * InterleavedTraversal.Width;
        for (var row = 0; row < predictions.Length; row += InterleavedTraversal.Width)
        {
            slots.FillEight(rows, firstRow + row, values[(row * slots.Count)..][..valuesPerTile]);
        }

        predictions.Clear();
        for (var i = 0; i < roots.Length; i += TreesPerSum)
        {
            for (var row = 0; row < predictions.Length; row += InterleavedTraversal.Width)
            {
                SumFour(i, ref values[row * slots.Count], four);
                var part = predictions[row..];
                for (var lane = 0; lane < Math.Min(part.Length, InterleavedTraversal.Width); lane++)
                {
                    part[lane] += four[lane];
                }
            }
        }

        foreach (ref var prediction in predictions) prediction = link.ToPrediction(baseScore + scale * prediction);
    }

    private void SumFour(int first, ref float values, Span<double> sums)
    {
        Span<float> leaves = stackalloc float[InterleavedTraversal.Width];
        sums.Clear();
        for (var tree = first; tree < first + TreesPerSum; tree++)
        {
            InterleavedTraversal.Rows(ref nodes[0], ref roots[tree], ref values, ref leaves[0]);
            for (var lane = 0; lane < leaves.Length; lane++) sums[lane] += leaves[lane];
        }
    }
}
