using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Trees;

/// <summary>Gradient boosting: each tree is fitted to what the trees before it left over.</summary>
internal sealed class TreeBooster
{
    private readonly Dataset rows;
    private readonly TreeParameters parameters;
    private readonly ulong seed;
    private readonly FitOptions options;
    private readonly BoostingLoss loss;
    private readonly TreeGrower grower;
    private readonly GradientSums sums;
    private readonly double[] scores;
    private readonly bool[] isSampled;

    private TreeBooster(Dataset rows, TreeParameters parameters, GrowthOrder order, ulong seed, FitOptions options)
    {
        this.rows = rows;
        this.parameters = parameters;
        this.seed = seed;
        this.options = options;
        loss = rows.Task == LearningTask.Regression ? new SquaredLoss() : new LogisticLoss();
        sums = new GradientSums(rows.Count, loss.HasHessians);
        var columns = BinnedColumns.Create(rows, parameters, options.Threads);
        grower = new TreeGrower(columns, sums, parameters, order, options.Threads);
        scores = new double[rows.Count];
        isSampled = new bool[rows.Count];
    }

    public static TreeEnsemble Fit(
        Dataset rows, TreeParameters parameters, GrowthOrder order, ulong seed, FitOptions options) =>
        new TreeBooster(rows, parameters, order, seed, options).Run();

    private TreeEnsemble Run()
    {
        var initialScore = loss.InitialScore(rows);
        scores.AsSpan().Fill(initialScore);
        var gradients = new double[rows.Count];
        var hessians = loss.HasHessians ? new double[rows.Count] : [];
        var sampledRows = new int[rows.Count];
        var trees = new Tree[parameters.NumberOfTrees];
        for (var i = 0; i < trees.Length; i++)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            loss.Derive(rows.Targets, scores, gradients, hessians);
            sums.Load(gradients, hessians);
            var generator = SeededGenerator.For(seed, (ulong)i);
            var sampled = Sample(sampledRows, ref generator);
            trees[i] = grower.Grow(sampled, parameters.LearningRate, generator);
            UpdateScores(sampled.Length);
            options.Progress?.Invoke(new FitProgress(i + 1, trees.Length, loss.Mean(rows.Targets, scores)));
        }

        var link = rows.Task == LearningTask.Regression ? Link.Identity : Link.Logistic;
        return new TreeEnsemble(initialScore, scale: 1, link, trees);
    }

    private ReadOnlySpan<int> Sample(int[] sampledRows, ref SeededGenerator generator)
    {
        var wanted = (int)Math.Ceiling(parameters.BaggingFraction * rows.Count);
        if (wanted == rows.Count)
        {
            isSampled.AsSpan().Fill(true);
        }
        else
        {
            generator.Select(isSampled, wanted);
        }

        var count = 0;
        for (var row = 0; row < rows.Count; row++)
        {
            sampledRows[count] = row;
            count += isSampled[row] ? 1 : 0;
        }

        return sampledRows.AsSpan(0, wanted);
    }

    private void UpdateScores(int sampledCount)
    {
        foreach (var leaf in grower.Leaves)
        {
            foreach (var row in grower.RowsOf(leaf))
            {
                scores[row] += leaf.Value;
            }
        }

        for (var row = 0; sampledCount < rows.Count && row < rows.Count; row++)
        {
            if (!isSampled[row])
            {
                scores[row] += grower.ValueOf(row);
            }
        }
    }
}
