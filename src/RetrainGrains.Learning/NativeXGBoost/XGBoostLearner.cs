using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Importing;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.NativeXGBoost;

/// <summary>Trains with the system's libxgboost; what it trained is imported, so serving needs no library.</summary>
internal sealed class XGBoostLearner(XGBoostLibrary library)
    : Learner<XGBoostParameters>(XGBoostImporter.LearnerName, XGBoostParameters.Default)
{
    // The rows are copied into one array of native size.
    private const int MaximumValues = 1 << 29;

    public override bool Supports(LearningTask task) => task != LearningTask.MulticlassClassification;

    protected override string? DataFailure(Dataset rows, XGBoostParameters parameters) =>
        TooFewRows(rows, 2) ?? OnlyOneClass(rows) ?? TooLarge(rows) ?? Weighted(rows);

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
                new FitProgress(i + 1, parameters.NumberOfTrees, LossOf(training, rows.Task, i)));
        }

        return XGBoostImporter.Import(training.Save(), rows.Schema).Model;
    }

    private static void Configure(
        XGBoostTraining training, Dataset rows, XGBoostParameters parameters, ulong seed)
    {
        var isRegression = rows.Task == LearningTask.Regression;
        training.Set("objective", isRegression ? "reg:squarederror" : "binary:logistic");
        training.Set("eval_metric", isRegression ? "rmse" : "logloss");
        training.Set("base_score", rows.MeanTarget());
        training.Set("tree_method", "hist");
        training.Set("max_depth", parameters.MaximumTreeDepth);
        training.Set("eta", parameters.LearningRate);
        training.Set("min_child_weight", parameters.MinimumChildWeight);
        training.Set("lambda", parameters.L2Regularization);
        training.Set("max_bin", parameters.MaximumBinCountPerFeature);
        training.Set("colsample_bytree", parameters.FeatureFraction);
        training.Set("subsample", parameters.BaggingFraction);
        training.Set("seed", seed & int.MaxValue);
        training.Set("verbosity", 0);

        // Its sums are floats: another number of threads would give other bytes.
        training.Set("nthread", 1);
    }

    // Half the mean squared error, as our own trees report it, or the log loss.
    private static double LossOf(XGBoostTraining training, LearningTask task, int iteration)
    {
        var metric = training.Evaluate(iteration);
        return task == LearningTask.Regression ? metric * metric / 2 : metric;
    }

    private static string? TooLarge(Dataset rows) => (long)rows.Count * rows.FeatureCount > MaximumValues
        ? $"Learner 'xgboost' takes at most {MaximumValues} values; {rows.Count} rows have "
            + $"{(long)rows.Count * rows.FeatureCount}."
        : null;
}
