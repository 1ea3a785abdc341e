using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Evaluation;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Searching;

/// <summary>
/// Searches the hyper-parameters of one learner on one set of rows: a tree of Parzen estimators proposes, rolling
/// origins judge, and successive halving drops early what will not win. The same seed proposes the same.
/// </summary>
public sealed class HyperparameterSearch
{
    // A third goes on to the next fold.
    private const int HalvingFactor = 3;

    // Below this a change of parameters is not worth explaining.
    private const double MinimumImprovement = 0.002;

    private readonly ILearner learner;
    private readonly SearchSpace space;
    private readonly SearchOptions settings;
    private readonly ulong seed;
    private readonly FitOptions options;
    private readonly IReadOnlyList<Fold> folds;
    private readonly List<double>[] rungs;
    private readonly double[] baseline;
    private readonly List<SearchTrial> trials = [];
    private int fits;

    private HyperparameterSearch(
        ILearner learner, SearchSpace space, Dataset rows, SearchOptions settings, ulong seed, FitOptions options)
    {
        (this.learner, this.space, this.settings) = (learner, space, settings);
        (this.seed, this.options) = (seed, options with { Progress = null });
        var perFold = (int)(settings.ValidationFraction * rows.Count / settings.Folds);
        folds = perFold < 1
            ? []
            // The latest first: what is dropped early is dropped for what matters most.
            : [.. RollingOrigin.Split(rows, settings.Folds, perFold, settings.OutcomeDelay).Reverse()];
        rungs = [.. folds.Select(_ => new List<double>())];
        baseline = new double[folds.Count];
    }

    /// <summary>Starts from the parameters in use and never answers with what was worse than they.</summary>
    public static SearchReport Run(
        ILearner learner, LearnerParameters inUse, Dataset rows, SearchOptions settings, ulong seed,
        FitOptions options)
    {
        if (learner.SearchSpace is not { } space)
        {
            return new SearchReport(inUse, 1, [], 0, $"learner '{learner.Name}' has nothing to search");
        }

        return new HyperparameterSearch(learner, space, rows, settings, seed, options).Run(inUse, options.Progress);
    }

    private SearchReport Run(LearnerParameters inUse, Action<FitProgress>? progress)
    {
        if (folds.Count == 0 || !TryBaseline(inUse))
        {
            return new SearchReport(inUse, 1, trials, fits, "too few rows to validate on");
        }

        var tried = new List<TriedPlace> { new(space.PlaceOf(inUse), 1) };
        trials.Add(new SearchTrial(inUse, 1, folds.Count));
        while (trials.Count < settings.Trials && !settings.IsOver())
        {
            var generator = SeededGenerator.For(seed, (ulong)trials.Count);
            var place = TreeParzenEstimator.Propose(tried, space.Dimensions.Count, ref generator);
            var trial = Try(space.At(inUse, place));
            trials.Add(trial);
            tried.Add(new TriedPlace(place, trial.RelativeLoss));
            progress?.Invoke(new FitProgress(trials.Count, settings.Trials, trials.Min(t => t.RelativeLoss)));
        }

        var ending = trials.Count < settings.Trials ? "the time was over" : $"all {settings.Trials} sets were tried";
        var best = trials.Where(trial => trial.Folds == folds.Count).MinBy(trial => trial.RelativeLoss)!;
        return best.RelativeLoss < 1 - MinimumImprovement
            ? new SearchReport(best.Parameters, best.RelativeLoss, trials, fits, ending)
            : new SearchReport(inUse, 1, trials, fits, ending);
    }

    private bool TryBaseline(LearnerParameters inUse)
    {
        for (var fold = 0; fold < folds.Count; fold++)
        {
            baseline[fold] = LossAt(fold, inUse);
            rungs[fold].Add(1);
        }

        return baseline.All(loss => loss is > 0 and < double.PositiveInfinity);
    }

    private SearchTrial Try(LearnerParameters parameters)
    {
        var (sum, fold) = (0.0, 0);
        for (; fold < folds.Count && !settings.IsOver(); fold++)
        {
            sum += LossAt(fold, parameters) / baseline[fold];
            var mean = sum / (fold + 1);
            var better = rungs[fold].Count(other => other < mean);
            rungs[fold].Add(mean);
            if (better >= Math.Max(1, rungs[fold].Count / HalvingFactor))
            {
                fold++;
                break;
            }
        }

        return new SearchTrial(parameters, fold == 0 ? double.PositiveInfinity : sum / fold, fold);
    }

    // Mean squared error, or log loss; what cannot be fitted loses to everything.
    private double LossAt(int fold, LearnerParameters parameters)
    {
        options.Cancellation.ThrowIfCancellationRequested();
        fits++;
        var result = learner.Fit(folds[fold].Training, parameters, seed, options);
        if (!result.Succeeded) return double.PositiveInfinity;
        var later = folds[fold].Validation;
        var scorer = result.Artifact.CreateScorer();
        var isMulticlass = later.Task == PredictionTask.MulticlassClassification;
        var predictions = isMulticlass
            ? scorer.ScoreOwnClasses(later)
            : scorer.ScoreAll(later, options.Threads);
        var sum = 0.0;
        for (var row = 0; row < predictions.Length; row++)
        {
            sum += LossOf(later.Task, predictions[row], later.Targets[row]);
        }

        return sum / predictions.Length;
    }

    // Of several classes the prediction is what the row's own was given.
    private static double LossOf(PredictionTask task, double prediction, double target)
    {
        if (task == PredictionTask.Regression) return (prediction - target) * (prediction - target);
        const double Floor = 1e-6;
        var probability = Math.Clamp(prediction, Floor, 1 - Floor);
        var isOwn = task == PredictionTask.MulticlassClassification || target > 0;
        return -Math.Log(isOwn ? probability : 1 - probability);
    }
}
