using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Importing;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.NativeXGBoost;

/// <summary>Trains with the system's libxgboost; what it trained is imported, so serving needs no library.</summary>
internal sealed class XGBoostLearner(XGBoostLibrary library)
    : Learner<XGBoostParameters>(XGBoostImporter.LearnerName, XGBoostParameters.Default)
{
    // The rows are copied into one array of native size.
    private const int MaximumValues = 1 << 29;

    protected override bool UsesWeights => false;

    public override LearnerParameters ParametersFor(TreePolicy trees) => Defaults.With(trees);

    public override bool Supports(PredictionTask task) => task != PredictionTask.MulticlassClassification;

    protected override string? DataFailure(Dataset rows, XGBoostParameters parameters) =>
        TooFewRows(rows, 2) ?? OnlyOneClass(rows) ?? TooLarge(rows)
        ?? (IsPoisson(rows.Task, parameters) ? new PoissonLoss().DataFailure(rows) : null)
        ?? MonotoneConstraint.Failure(parameters.MonotoneConstraints, rows.Schema);

    protected override Model FitModel(
        Dataset rows, XGBoostParameters parameters, ulong seed, FitOptions options, Model? basis,
        List<string> notes)
    {
        using var training = new XGBoostTraining(library, rows);
        Configure(training, rows, parameters, seed);
        for (var i = 0; i < parameters.NumberOfTrees; i++)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            training.Update(i);
            options.DueProgress?.Invoke(
                new FitProgress(i + 1, parameters.NumberOfTrees, LossOf(training, rows.Task, parameters, i)));
        }

        return XGBoostImporter.Import(training.Save(), rows.Schema).Model;
    }

    private static void Configure(
        XGBoostTraining training, Dataset rows, XGBoostParameters parameters, ulong seed)
    {
        var (objective, metric) = rows.Task == PredictionTask.BinaryClassification ? ("binary:logistic", "logloss")
            : IsPoisson(rows.Task, parameters) ? ("count:poisson", "poisson-nloglik")
            : ("reg:squarederror", "rmse");
        training.Set("objective", objective);
        training.Set("eval_metric", metric);
        training.Set("base_score", rows.MeanTarget());
        training.Set("tree_method", "hist");
        training.Set("max_depth", parameters.MaximumTreeDepth);
        training.Set("eta", parameters.LearningRate);
        training.Set("min_child_weight", parameters.MinimumChildWeight);
        training.Set("lambda", parameters.L2Regularization);
        training.Set("alpha", parameters.L1Regularization);
        training.Set("gamma", parameters.MinimumGain);
        training.Set("max_bin", parameters.MaximumBinCountPerFeature);
        training.Set("colsample_bytree", parameters.FeatureFraction);
        training.Set("colsample_bynode", parameters.FeatureFractionPerSplit);
        training.Set("subsample", parameters.BaggingFraction);
        training.Set("seed", seed & int.MaxValue);
        training.Set("verbosity", 0);
        if (parameters.MonotoneConstraints.Count > 0)
        {
            var directions = rows.Schema.Features.Select(f => parameters.MonotoneConstraints.GetValueOrDefault(f.Name));
            training.Set("monotone_constraints", $"({string.Join(',', directions)})");
        }

        // Its sums are floats: another number of threads would give other bytes.
        training.Set("nthread", 1);
    }

    // Half the mean squared error, as our own trees report it, or the mean of the other losses.
    private static double LossOf(
        XGBoostTraining training, PredictionTask task, XGBoostParameters parameters, int iteration)
    {
        var metric = training.Evaluate(iteration);
        return task == PredictionTask.Regression && !IsPoisson(task, parameters) ? metric * metric / 2 : metric;
    }

    private static bool IsPoisson(PredictionTask task, XGBoostParameters parameters) =>
        task == PredictionTask.Regression && parameters.Objective == Objective.Poisson;

    private static string? TooLarge(Dataset rows) => (long)rows.Count * rows.FeatureCount > MaximumValues
        ? $"Learner 'xgboost' takes at most {MaximumValues} values; {rows.Count} rows have "
            + $"{(long)rows.Count * rows.FeatureCount}."
        : null;
}
