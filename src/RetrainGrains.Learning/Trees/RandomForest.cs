using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Trees;

/// <summary>Averages trees grown on bootstraps of the rows (Breiman 2001); for classes: a probability.</summary>
internal static class RandomForest
{
    public static TreeEnsemble Fit(Dataset rows, TreeParameters parameters, ulong seed, FitOptions options)
    {
        // A tree that fits deviations from the mean in one full step holds the leaf means. On classes 0 and 1 the
        // squared loss picks the same cuts as the Gini index.
        var loss = new SquaredLoss();
        var mean = loss.InitialScore(rows);
        var means = new double[rows.Count];
        means.AsSpan().Fill(mean);
        var gradients = new double[rows.Count];
        loss.Derive(rows.Targets, means, gradients, []);
        var weights = rows.Weights.ToArray();
        for (var row = 0; row < weights.Length; row++) gradients[row] *= weights[row];
        var sums = new GradientSums(rows.Count, hasHessians: weights.Length > 0);
        sums.Load(gradients, weights);

        var columns = BinnedColumns.Create(rows, parameters, options.Threads);
        var grower = new TreeGrower(columns, sums, parameters, GrowthOrder.LeafWise, options.Threads);
        var trees = new Tree[parameters.NumberOfTrees];
        var bootstrap = new int[rows.Count];
        var outOfBag = new OutOfBagError(rows.Targets.ToArray(), mean);
        for (var i = 0; i < trees.Length; i++)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            var generator = SeededGenerator.For(seed, (ulong)i);
            Draw(bootstrap, ref generator);
            trees[i] = grower.Grow(bootstrap, stepSize: 1, generator);
            // Where not every tree is told of, those that are speak for the forest.
            if (options.DueProgress is { } progress)
            {
                outOfBag.Add(grower, bootstrap);
                progress(new FitProgress(i + 1, trees.Length, outOfBag.Mean()));
            }
        }

        return new TreeEnsemble(mean, scale: 1.0 / trees.Length, Link.Identity, trees);
    }

    // Sorted by counting: rows in order keep the histograms' memory access in order.
    private static void Draw(int[] bootstrap, ref SeededGenerator generator)
    {
        var drawn = new int[bootstrap.Length];
        for (var i = 0; i < bootstrap.Length; i++) drawn[generator.Next(drawn.Length)]++;
        var filled = 0;
        for (var row = 0; row < drawn.Length; row++)
        {
            bootstrap.AsSpan(filled, drawn[row]).Fill(row);
            filled += drawn[row];
        }
    }
}
