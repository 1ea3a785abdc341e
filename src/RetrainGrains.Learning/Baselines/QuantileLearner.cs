using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Baselines;

/// <summary>The learner of one quantile of the targets, whatever the features.</summary>
internal sealed class QuantileLearner() : Learner<QuantileParameters>("quantile", new QuantileParameters())
{
    public override SearchSpace SearchSpace { get; } = new(
        new SearchDimension(nameof(QuantileParameters.Quantile), 0.1, 0.9, IsInteger: false, IsLogarithmic: false));

    protected override bool UsesWeights => false;

    public override bool Supports(PredictionTask task) => task == PredictionTask.Regression;

    protected override Model FitModel(
        Dataset rows, QuantileParameters parameters, ulong seed, FitOptions options, Model? basis,
        List<string> notes)
    {
        var sorted = rows.Targets.ToArray();
        Array.Sort(sorted);
        return new ConstantModel(sorted[(int)(parameters.Quantile * (sorted.Length - 1))]);
    }
}

/// <summary>The hyper-parameters of the learner, typed and by name.</summary>
internal sealed record QuantileParameters : LearnerParameters
{
    private static readonly ParameterDefinition<QuantileParameters>[] Definitions =
    [
        new(nameof(Quantile), 0, 1, IsInteger: false, p => p.Quantile, (p, v) => p with { Quantile = v }),
    ];

    public double Quantile { get; init; } = 0.5;

    public override IReadOnlyList<ParameterValue> Values =>
        ParameterDefinition<QuantileParameters>.Read(Definitions, this);

    public override QuantileParameters With(IReadOnlyDictionary<string, double> replacements) =>
        ParameterDefinition<QuantileParameters>.Replace(Definitions, this, replacements);
}
