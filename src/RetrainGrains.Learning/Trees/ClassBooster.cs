using RetrainGrains.Learning.Classes;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Trees;

/// <summary>
/// Boosts by gradients for several classes: each round grows one tree per class on the derivatives of log loss under
/// the softmax of the scores (Friedman 2001, algorithm 6; hessians as XGBoost's multi:softprob has them).
/// </summary>
internal sealed class ClassBooster
{
    // Keeps a leaf's Newton step finite where all probabilities are already 0 or 1 (XGBoost: kRtEps).
    private const double MinimumHessian = 1e-16;

    // Every class starts with a row of its own, so that one that never occurred has a score.
    private const double PriorRows = 1;

    private readonly Dataset rows;
    private readonly TreeParameters parameters;
    private readonly ulong seed;
    private readonly FitOptions options;
    private readonly BoostingStep step;
    private readonly int trainingCount;
    private readonly int classCount;
    private readonly double[][] scores;

    // Row by row, a probability per class.
    private readonly double[] probabilities;
    private int earlierRounds;

    private ClassBooster(
        Dataset rows, TreeParameters parameters, GrowthOrder order, ulong seed, FitOptions options, int heldCount)
    {
        this.rows = rows;
        this.parameters = parameters;
        this.seed = seed;
        this.options = options;
        trainingCount = rows.Count - heldCount;
        classCount = rows.Schema.ClassCount;
        step = new BoostingStep(
            rows, rows.Slice(0, trainingCount), parameters, order, options, lossHasHessians: true);
        scores = [.. Enumerable.Range(0, classCount).Select(_ => new double[rows.Count])];
        probabilities = new double[(long)rows.Count * classCount];
    }

    public static PerClassModel Fit(
        Dataset rows, TreeParameters parameters, GrowthOrder order, ulong seed, FitOptions options,
        PerClassModel? basis, List<string> notes)
    {
        var rounds = parameters.NumberOfTrees;
        var heldCount = EarlyStopping.HeldRows(parameters, rows);
        if (heldCount > 0)
        {
            rounds = new ClassBooster(rows, parameters, order, seed, options, heldCount).BestCount(basis);
            notes.Add($"Early stopping: {rounds} of {parameters.NumberOfTrees} rounds were best on the latest "
                + $"{heldCount} rows.");
        }

        return new ClassBooster(rows, parameters, order, seed, options, 0).Boost(rounds, basis);
    }

    private PerClassModel Boost(int rounds, PerClassModel? basis)
    {
        var earlier = Start(basis);
        Tree[][] trees = [.. scores.Select(_ => new Tree[rounds])];
        for (var round = 0; round < rounds; round++)
        {
            Next(round, (label, tree) => trees[label][round] = tree);
            options.DueProgress?.Invoke(new FitProgress(round + 1, rounds, MeanLoss(0, rows.Count)));
        }

        return new PerClassModel(
            ClassLink.Softmax,
            [.. earlier.Select((ensemble, label) => new TreeEnsemble(
                ensemble.BaseScore, scale: 1, Link.Identity, [.. ensemble.Trees, .. trees[label]]))]);
    }

    /// <summary>The number of rounds after which the held rows were predicted best.</summary>
    private int BestCount(PerClassModel? basis)
    {
        Start(basis);
        return EarlyStopping.BestCount(parameters, options, round =>
        {
            Next(round, (_, _) => { });
            return MeanLoss(trainingCount, rows.Count);
        });
    }

    // The scores of what was there before: the earlier trees, or the shares of the classes.
    private TreeEnsemble[] Start(PerClassModel? basis)
    {
        var totals = rows.Slice(0, trainingCount).ClassTotals();
        TreeEnsemble[] earlier = basis is null
            ? [.. totals.Select(total => new TreeEnsemble(Math.Log(total + PriorRows), 1, Link.Identity, []))]
            : [.. basis.Members.Cast<TreeEnsemble>()];
        earlierRounds = earlier[0].Trees.Count;
        var features = new float[rows.FeatureCount];
        for (var label = 0; label < classCount; label++)
        {
            var predictor = earlier[label].Compile();
            for (var row = 0; row < rows.Count; row++)
            {
                rows.CopyRow(row, features);
                scores[label][row] = predictor.Predict(features, rows.UnixMilliseconds[row]);
            }
        }

        UpdateProbabilities();
        return earlier;
    }

    private void Next(int round, Action<int, Tree> grown)
    {
        for (var label = 0; label < classCount; label++)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            Derive(label);
            var generator = SeededGenerator.For(seed, (ulong)((earlierRounds + round) * classCount + label));
            grown(label, step.Take(scores[label], generator));
        }

        UpdateProbabilities();
    }

    // The probabilities are those from before the round: its trees do not see each other.
    private void Derive(int label)
    {
        var targets = rows.Targets;
        for (var row = 0; row < trainingCount; row++)
        {
            var probability = probabilities[row * classCount + label];
            step.Gradients[row] = probability - (targets[row] == label ? 1 : 0);
            step.Hessians[row] = Math.Max(MinimumHessian, 2 * probability * (1 - probability));
        }
    }

    private void UpdateProbabilities()
    {
        for (var row = 0; row < rows.Count; row++)
        {
            var ofRow = probabilities.AsSpan(row * classCount, classCount);
            for (var label = 0; label < ofRow.Length; label++) ofRow[label] = scores[label][row];
            ClassProbabilities.Softmax(ofRow);
        }
    }

    private double MeanLoss(int from, int to)
    {
        var (sum, total) = (0.0, 0.0);
        for (var row = from; row < to; row++)
        {
            var weight = rows.Weights.IsEmpty ? 1 : rows.Weights[row];
            var own = probabilities[row * classCount + (int)rows.Targets[row]];
            sum -= weight * Math.Log(Math.Max(double.Epsilon, own));
            total += weight;
        }

        return sum / total;
    }
}
