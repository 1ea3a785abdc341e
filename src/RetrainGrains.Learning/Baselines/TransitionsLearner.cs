using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Baselines;

/// <summary>A learner of the shares with which each class has followed the last one.</summary>
internal sealed class TransitionsLearner() : Learner<BaselineParameters>("transitions", BaselineParameters.Default)
{
    public override bool Supports(PredictionTask task) => task != PredictionTask.Regression;

    protected override string? DataFailure(Dataset rows, BaselineParameters parameters) =>
        rows.Schema.LastValueFeature is null
            ? $"Learner '{Name}' needs the schema to name the last-value feature."
            : TooFewRows(rows, 1);

    protected override Model FitModel(
        Dataset rows, BaselineParameters parameters, ulong seed, FitOptions options, Model? basis, List<string> notes)
    {
        var feature = rows.Schema.LastValueFeature!.Value;
        return rows.Task == PredictionTask.BinaryClassification
            ? FitTwoClasses(rows, feature, parameters.Smoothing)
            : FitClasses(rows, feature, parameters.Smoothing);
    }

    // As many imagined rows of every class after every class: Laplace's rule, as for two.
    private static ClassTransitionsModel FitClasses(Dataset rows, int feature, double smoothing)
    {
        var count = rows.Schema.ClassCount;
        double[][] after = [.. Enumerable.Range(0, count + 1).Select(_ => new double[count])];
        var lastValues = rows.Column(feature);
        for (var row = 0; row < rows.Count; row++)
        {
            var label = (int)rows.Targets[row];
            var last = ClassTransitionsModel.RowOf(lastValues[row], count);
            if (last < count) after[last][label]++;
            after[count][label]++;
        }

        foreach (var followers in after)
        {
            foreach (ref var follower in followers.AsSpan()) follower += smoothing;
            ClassProbabilities.ToShares(followers);
        }

        return new ClassTransitionsModel(feature, after);
    }

    private static LastClassModel FitTwoClasses(Dataset rows, int feature, double smoothing)
    {
        SmoothedMean afterZero = default, afterOne = default, overall = default;
        var lastValues = rows.Column(feature);
        for (var row = 0; row < rows.Count; row++)
        {
            var target = rows.Targets[row];
            overall.Add(target);
            if (lastValues[row] >= LastClassModel.Boundary)
            {
                afterOne.Add(target);
            }
            else if (!float.IsNaN(lastValues[row]))
            {
                afterZero.Add(target);
            }
        }

        return new LastClassModel(
            feature,
            afterZero.TowardsHalf(smoothing),
            afterOne.TowardsHalf(smoothing),
            overall.TowardsHalf(smoothing));
    }
}
