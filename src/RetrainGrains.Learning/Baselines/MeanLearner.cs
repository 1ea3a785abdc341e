using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Classes;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Baselines;

/// <summary>Predicts the mean target, or the smoothed share of each class: the least any model has to beat.</summary>
internal sealed class MeanLearner() : Learner<BaselineParameters>("mean", BaselineParameters.Default)
{
    protected override Model FitModel(
        Dataset rows, BaselineParameters parameters, ulong seed, FitOptions options, Model? basis, List<string> notes)
    {
        if (rows.Task == PredictionTask.MulticlassClassification) return FitClasses(rows, parameters.Smoothing);
        var smoothing = rows.Task == PredictionTask.Regression ? 0 : parameters.Smoothing;
        var mean = new SmoothedMean();
        mean.AddAll(rows.Targets);
        return new ConstantModel(mean.TowardsHalf(smoothing));
    }

    // As many imagined rows of every class, and then shares of all.
    private static PerClassModel FitClasses(Dataset rows, double smoothing) =>
        new(ClassLink.Shares, [.. rows.ClassTotals().Select(total => new ConstantModel(total + smoothing))]);
}
