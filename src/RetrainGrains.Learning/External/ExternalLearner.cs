using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Baselines;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Linear;

namespace RetrainGrains.Learning.External;

/// <summary>
/// Lets a worker learn the rows. Target forms and weights are as with every learner, and so is the artifact: a
/// fallback, fitted here on the same rows, can be scored wherever it goes.
/// </summary>
internal sealed class ExternalLearner(string name, ExternalTraining training)
    : Learner<ExternalParameters>(name, new ExternalParameters())
{
    // Only the worker knows what its library does with a seed.
    public override bool IsBitIdentical => false;

    public override bool Supports(PredictionTask task) =>
        task is PredictionTask.Regression or PredictionTask.BinaryClassification;

    protected override Model FitModel(
        Dataset rows, ExternalParameters parameters, ulong seed, FitOptions options, Model? basis,
        List<string> notes) =>
        new ExternalModel(training(rows, seed, options), Fallback(rows, seed, options.Cancellation));

    // The rows have their form already. Where nothing linear can be learned, a mean can.
    private static Model Fallback(Dataset rows, ulong seed, CancellationToken cancellation)
    {
        var unwatched = new FitOptions { Cancellation = cancellation };
        ILearner linear = rows.Task == PredictionTask.Regression ? new RidgeLearner() : new LogisticLearner();
        var fitted = linear.Fit(rows, linear.Defaults, seed, unwatched);
        if (fitted.Succeeded) return fitted.Artifact.Model;
        var mean = new MeanLearner();
        return mean.Fit(rows, mean.Defaults, seed, unwatched).Artifact!.Model;
    }
}
