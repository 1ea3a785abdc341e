using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Trees;

/// <summary>Gradient boosting: each tree is fitted to what the trees before it left over.</summary>
internal sealed class TreeBooster
{
    private readonly Dataset rows;
    private readonly Dataset training;
    private readonly Dataset held;
    private readonly TreeParameters parameters;
    private readonly ulong seed;
    private readonly FitOptions options;
    private readonly BoostingLoss loss;
    private readonly TreeGrower grower;
    private readonly GradientSums sums;
    private readonly GradientSampling? sampling;
    private readonly WeightedQuantile? quantile;
    private readonly double[] gradients;
    private readonly double[] hessians;
    private readonly double[] scores;
    private readonly bool[] isSampled;
    private readonly int[] sampledRows;
    private int earlierTrees;

    // The held rows, at the end, are not learned from, only predicted.
    private TreeBooster(
        Dataset rows, TreeParameters parameters, GrowthOrder order, ulong seed, FitOptions options, int heldCount)
    {
        this.rows = rows;
        this.parameters = parameters;
        this.seed = seed;
        this.options = options;
        training = rows.Slice(0, rows.Count - heldCount);
        held = rows.Slice(training.Count, heldCount);
        loss = BoostingLoss.For(rows.Task, parameters);
        sampling = parameters.TopGradientFraction > 0 ? new GradientSampling(parameters, training.Count) : null;
        quantile = loss.LeafQuantile is null ? null : new WeightedQuantile(training.Count);
        var hasHessians = loss.HasHessians || sampling is not null || !rows.Weights.IsEmpty;
        gradients = new double[rows.Count];
        hessians = hasHessians ? new double[rows.Count] : [];
        sums = new GradientSums(rows.Count, hasHessians);
        grower = new TreeGrower(
            BinnedColumns.Create(rows, parameters, options.Threads), sums, parameters, order, options.Threads);
        scores = new double[rows.Count];
        isSampled = new bool[training.Count];
        sampledRows = new int[training.Count];
    }

    public static TreeEnsemble Fit(
        Dataset rows, TreeParameters parameters, GrowthOrder order, ulong seed, FitOptions options,
        TreeEnsemble? basis, List<string> notes)
    {
        var count = parameters.NumberOfTrees;
        var heldCount = (int)(parameters.ValidationFraction * rows.Count);
        if (parameters.EarlyStoppingRounds > 0 && heldCount > 0)
        {
            count = new TreeBooster(rows, parameters, order, seed, options, heldCount).BestCount(basis);
            notes.Add($"Early stopping: {count} of {parameters.NumberOfTrees} trees were best on the latest "
                + $"{heldCount} rows.");
        }

        return new TreeBooster(rows, parameters, order, seed, options, 0).Boost(count, basis);
    }

    private TreeEnsemble Boost(int count, TreeEnsemble? basis)
    {
        var initialScore = Start(basis);
        var trees = new Tree[count];
        for (var i = 0; i < trees.Length; i++)
        {
            trees[i] = Next(i);
            options.DueProgress?.Invoke(new FitProgress(i + 1, trees.Length, loss.Mean(training, scores)));
        }

        return new TreeEnsemble(initialScore, scale: 1, loss.Link, [.. basis?.Trees ?? [], .. trees]);
    }

    /// <summary>The number of trees after which the held rows were predicted best.</summary>
    private int BestCount(TreeEnsemble? basis)
    {
        Start(basis);
        var (best, least) = (1, double.PositiveInfinity);
        for (var i = 0; i < parameters.NumberOfTrees && i - best < parameters.EarlyStoppingRounds; i++)
        {
            Next(i);
            var mean = loss.Mean(held, scores.AsSpan(training.Count));
            options.DueProgress?.Invoke(new FitProgress(i + 1, parameters.NumberOfTrees, mean));
            if (mean < least)
            {
                (best, least) = (i + 1, mean);
            }
        }

        return best;
    }

    private double Start(TreeEnsemble? basis)
    {
        if (basis is null)
        {
            var initialScore = loss.InitialScore(training);
            scores.AsSpan().Fill(initialScore);
            return initialScore;
        }

        earlierTrees = basis.Trees.Count;
        var scorer = basis.CompileScore();
        var features = new float[rows.FeatureCount];
        for (var row = 0; row < scores.Length; row++)
        {
            rows.CopyRow(row, features);
            scores[row] = scorer.Predict(features, rows.UnixMilliseconds[row]);
        }

        return basis.BaseScore;
    }

    private Tree Next(int index)
    {
        options.Cancellation.ThrowIfCancellationRequested();
        Derive();
        var generator = SeededGenerator.For(seed, (ulong)(earlierTrees + index));
        var sampled = Sample(ref generator);
        sums.Load(gradients, hessians);
        var tree = grower.Grow(sampled, parameters.LearningRate, generator, quantile is null ? null : BestValue);
        UpdateScores(sampled.Length);
        return tree;
    }

    private void Derive()
    {
        var hasOwn = loss.HasHessians;
        loss.Derive(training.Targets, scores.AsSpan(0, training.Count), gradients, hasOwn ? hessians : []);
        if (hessians.Length > 0 && !hasOwn)
        {
            hessians.AsSpan(0, training.Count).Fill(1);
        }

        var weights = training.Weights;
        for (var row = 0; row < weights.Length; row++)
        {
            gradients[row] *= weights[row];
            hessians[row] *= weights[row];
        }
    }

    private ReadOnlySpan<int> Sample(ref SeededGenerator generator)
    {
        var wanted = (int)Math.Ceiling(parameters.BaggingFraction * training.Count);
        if (sampling is not null)
        {
            sampling.Draw(isSampled, gradients, hessians, ref generator);
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

    // A quantile of what is left over in the leaf's rows.
    private double BestValue(GrowingLeaf leaf)
    {
        var leafRows = grower.RowsOf(leaf);
        var residuals = new double[leafRows.Length];
        var weights = training.Weights.IsEmpty ? [] : new double[leafRows.Length];
        for (var i = 0; i < residuals.Length; i++)
        {
            residuals[i] = training.Targets[leafRows[i]] - scores[leafRows[i]];
            if (weights.Length > 0)
            {
                weights[i] = training.Weights[leafRows[i]];
            }
        }

        return quantile!.Of(residuals, weights, loss.LeafQuantile!.Value);
    }

    private void UpdateScores(int sampledCount)
    {
        var isLarge = sampledCount >= TreeDefaults.MinimumRowsPerParallelStep;
        ParallelStep.Run(
            grower.Leaves.Length, options.Threads, isLarge, leaf => AddToScores(grower.Leaves[leaf]));
        for (var row = sampledCount < isSampled.Length ? 0 : isSampled.Length; row < rows.Count; row++)
        {
            if (row >= isSampled.Length || !isSampled[row])
            {
                scores[row] += grower.ValueOf(row);
            }
        }
    }

    private void AddToScores(GrowingLeaf leaf)
    {
        foreach (var row in grower.RowsOf(leaf))
        {
            scores[row] += leaf.Value;
        }
    }
}
