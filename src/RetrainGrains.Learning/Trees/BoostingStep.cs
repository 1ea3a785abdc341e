using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Trees;

/// <summary>A step of boosting: draws rows, grows a tree on their derivatives and moves the scores by it.</summary>
internal sealed class BoostingStep
{
    private readonly Dataset training;
    private readonly TreeParameters parameters;
    private readonly TreeGrower grower;
    private readonly GradientSums sums;
    private readonly GradientSampling? sampling;
    private readonly bool lossHasHessians;
    private readonly bool[] isSampled;
    private readonly int[] sampledRows;
    private readonly int threads;

    // The rows behind the training rows, at the end, are not learned from, only predicted.
    public BoostingStep(
        Dataset rows, Dataset training, TreeParameters parameters, GrowthOrder order, FitOptions options,
        bool lossHasHessians)
    {
        this.training = training;
        this.parameters = parameters;
        this.lossHasHessians = lossHasHessians;
        threads = options.Threads;
        sampling = parameters.TopGradientFraction > 0 ? new GradientSampling(parameters, training.Count) : null;
        var hasHessians = lossHasHessians || sampling is not null || !rows.Weights.IsEmpty;
        Gradients = new double[rows.Count];
        Hessians = hasHessians ? new double[rows.Count] : [];
        sums = new GradientSums(rows.Count, hasHessians);
        grower = new TreeGrower(
            BinnedColumns.Create(rows, parameters, options.Threads), sums, parameters, order, options.Threads);
        isSampled = new bool[training.Count];
        sampledRows = new int[training.Count];
    }

    /// <summary>The loss's derivatives of every row, to be filled before a step.</summary>
    public double[] Gradients { get; }

    /// <summary>The hessians, filled by the loss if it has any.</summary>
    public double[] Hessians { get; }

    public ReadOnlySpan<int> RowsOf(GrowingLeaf leaf) => grower.RowsOf(leaf);

    /// <summary>Grows the next tree and adds what it says to every row's score.</summary>
    public Tree Take(Memory<double> scores, SeededGenerator generator, Func<GrowingLeaf, double>? bestValue = null)
    {
        Weigh();
        var sampled = Sample(ref generator);
        sums.Load(Gradients, Hessians);
        var tree = grower.Grow(sampled, parameters.LearningRate, generator, bestValue);
        UpdateScores(scores, sampled.Length);
        return tree;
    }

    private void Weigh()
    {
        if (Hessians.Length > 0 && !lossHasHessians) Hessians.AsSpan(0, training.Count).Fill(1);
        var weights = training.Weights;
        for (var row = 0; row < weights.Length; row++)
        {
            Gradients[row] *= weights[row];
            Hessians[row] *= weights[row];
        }
    }

    private ReadOnlySpan<int> Sample(ref SeededGenerator generator)
    {
        var wanted = (int)Math.Ceiling(parameters.BaggingFraction * training.Count);
        if (sampling is not null)
        {
            sampling.Draw(isSampled, Gradients, Hessians, ref generator);
        }
        else if (wanted == training.Count)
        {
            isSampled.AsSpan().Fill(true);
        }
        else
        {
            generator.Select(isSampled, wanted);
        }

        var count = 0;
        for (var row = 0; row < isSampled.Length; row++)
        {
            sampledRows[count] = row;
            count += isSampled[row] ? 1 : 0;
        }

        return sampledRows.AsSpan(0, count);
    }

    private void UpdateScores(Memory<double> scores, int sampledCount)
    {
        var isLarge = sampledCount >= TreeDefaults.MinimumRowsPerParallelStep;
        ParallelStep.Run(
            grower.Leaves.Length, threads, isLarge, leaf => AddToScores(scores.Span, grower.Leaves[leaf]));
        var all = scores.Span;
        for (var row = sampledCount < isSampled.Length ? 0 : isSampled.Length; row < all.Length; row++)
        {
            if (row >= isSampled.Length || !isSampled[row]) all[row] += grower.ValueOf(row);
        }
    }

    private void AddToScores(Span<double> scores, GrowingLeaf leaf)
    {
        foreach (var row in grower.RowsOf(leaf)) scores[row] += leaf.Value;
    }
}
