using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Trees;

/// <summary>Boosts by gradients: each tree is fitted to the residuals of the trees before it.</summary>
internal sealed class TreeBooster
{
    private readonly Dataset rows;
    private readonly Dataset training;
    private readonly Dataset held;
    private readonly TreeParameters parameters;
    private readonly ulong seed;
    private readonly FitOptions options;
    private readonly BoostingLoss loss;
    private readonly BoostingStep step;
    private readonly WeightedQuantile? quantile;
    private readonly double[] scores;
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
        quantile = loss.LeafQuantile is null ? null : new WeightedQuantile(training.Count);
        step = new BoostingStep(rows, training, parameters, order, options, loss.HasHessians);
        scores = new double[rows.Count];
    }

    public static TreeEnsemble Fit(
        Dataset rows, TreeParameters parameters, GrowthOrder order, ulong seed, FitOptions options,
        TreeEnsemble? basis, List<string> notes)
    {
        var count = parameters.NumberOfTrees;
        var heldCount = EarlyStopping.HeldRows(parameters, rows);
        if (heldCount > 0)
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
        return EarlyStopping.BestCount(parameters, options, index =>
        {
            Next(index);
            return loss.Mean(held, scores.AsSpan(training.Count));
        });
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
        loss.Derive(
            training.Targets, scores.AsSpan(0, training.Count), step.Gradients, loss.HasHessians ? step.Hessians : []);
        var generator = SeededGenerator.For(seed, (ulong)(earlierTrees + index));
        return step.Take(scores, generator, quantile is null ? null : BestValue);
    }

    // A quantile of what is left over in the leaf's rows.
    private double BestValue(GrowingLeaf leaf)
    {
        var leafRows = step.RowsOf(leaf);
        var residuals = new double[leafRows.Length];
        var weights = training.Weights.IsEmpty ? [] : new double[leafRows.Length];
        for (var i = 0; i < residuals.Length; i++)
        {
            residuals[i] = training.Targets[leafRows[i]] - scores[leafRows[i]];
            if (weights.Length > 0) weights[i] = training.Weights[leafRows[i]];
        }

        return quantile!.Of(residuals, weights, loss.LeafQuantile!.Value);
    }
}
