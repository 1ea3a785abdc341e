using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Baselines;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;

namespace RetrainGrains.Learning.Tests.Registry;

/// <summary>The example of the page "How to add a learner": one class, its parameters, and one line.</summary>
public sealed class NewLearnerTests
{
    private static readonly LearnerRegistry Learners = new([new QuantileLearner()]);

    [Fact]
    public void A_new_learner_is_found_by_its_name_fits_and_scores()
    {
        var rows = SyntheticRows.Create(101, 1, 1, x => x[0]);
        var learner = Learners.Get("quantile");
        var parameters = learner.Defaults.With(new Dictionary<string, double> { ["Quantile"] = 0.9 });

        var result = learner.Fit(rows, parameters, seed: 1, FitOptions.Default);

        var read = ModelRegistry.Parse(result.Artifact!.Bytes.Span);
        Assert.Equal("quantile", read.Learner);
        Assert.Equal(rows.Targets.ToArray().Order().ElementAt(90), read.CreateScorer().Score([0], 0), 1e-6);
    }

    [Fact]
    public void A_new_learner_has_the_checks_of_all_learners()
    {
        var learner = Learners.Get("quantile");
        var classes = SyntheticRows.Create(50, 1, 1, x => x[0] > 0 ? 1 : 0, PredictionTask.BinaryClassification);

        Assert.Equal(
            "Learner 'quantile' does not support BinaryClassification.",
            learner.Fit(classes, learner.Defaults, 1, FitOptions.Default).Failure);
        Assert.Throws<ArgumentException>(
            () => learner.Fit(classes, new QuantileParameters { Quantile = 2 }, 1, FitOptions.Default));
    }
}

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
