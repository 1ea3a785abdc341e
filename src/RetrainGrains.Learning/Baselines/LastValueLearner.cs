using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Baselines;

/// <summary>
/// A persistence learner, the baseline of slow series that others must beat: it repeats the last value, or the last
/// class.
/// </summary>
internal sealed class LastValueLearner() : Learner<BaselineParameters>("last-value", BaselineParameters.Default)
{
    // A persistent level is a change of zero: both forms are the same model.
    protected override TargetForm FormFor(BaselineParameters parameters) => TargetForm.Level;

    protected override string? DataFailure(Dataset rows, BaselineParameters parameters) =>
        rows.Schema.LastValueFeature is null
            ? $"Learner '{Name}' needs the schema to name the last-value feature."
            : TooFewRows(rows, 1);

    protected override Model FitModel(
        Dataset rows, BaselineParameters parameters, ulong seed, FitOptions options, Model? basis, List<string> notes)
    {
        var feature = rows.Schema.LastValueFeature!.Value;
        return rows.Task switch
        {
            PredictionTask.Regression => new LastValueModel(feature, rows.MeanTarget()),
            PredictionTask.BinaryClassification => new LastClassModel(feature, 0, 1, ShareOfOnes(rows, parameters)),
            _ => Repeating(rows, feature, parameters),
        };
    }

    // Where the last class is missing, the share of each class is all there is to say.
    private static double ShareOfOnes(Dataset rows, BaselineParameters parameters)
    {
        var overall = new SmoothedMean();
        overall.AddAll(rows.Targets);
        return overall.TowardsHalf(parameters.Smoothing);
    }

    private static ClassTransitionsModel Repeating(Dataset rows, int feature, BaselineParameters parameters)
    {
        var count = rows.Schema.ClassCount;
        double[][] after = [.. Enumerable.Range(0, count + 1).Select(_ => new double[count])];
        for (var label = 0; label < count; label++) after[label][label] = 1;
        rows.ClassTotals().CopyTo(after[count], 0);
        foreach (ref var share in after[count].AsSpan()) share += parameters.Smoothing;
        ClassProbabilities.ToShares(after[count]);
        return new ClassTransitionsModel(feature, after);
    }
}
