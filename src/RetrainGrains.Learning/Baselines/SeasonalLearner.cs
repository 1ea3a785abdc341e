using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Baselines;

/// <summary>Predicts the mean of the same hour of the week; hours seen rarely lean on the overall mean.</summary>
internal sealed class SeasonalLearner() : Learner<BaselineParameters>("seasonal", BaselineParameters.Default)
{
    protected override bool UsesWeights => false;

    public override bool Supports(PredictionTask task) => task != PredictionTask.MulticlassClassification;

    protected override Model FitModel(
        Dataset rows, BaselineParameters parameters, ulong seed, FitOptions options, Model? basis, List<string> notes)
    {
        var hours = new SmoothedMean[SeasonalModel.HoursPerWeek];
        var overall = new SmoothedMean();
        overall.AddAll(rows.Targets);
        for (var row = 0; row < rows.Count; row++)
        {
            hours[SeasonalModel.HourOfWeek(rows.UnixMilliseconds[row])].Add(rows.Targets[row]);
        }

        var prior = rows.Task == PredictionTask.Regression
            ? overall.Towards(prior: 0, weight: 0)
            : overall.TowardsHalf(parameters.Smoothing);
        return new SeasonalModel([.. hours.Select(h => h.Towards(prior, parameters.Smoothing))]);
    }
}
