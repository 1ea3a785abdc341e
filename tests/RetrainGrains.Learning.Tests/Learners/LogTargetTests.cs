using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Linear;
using RetrainGrains.Learning.Registry;

namespace RetrainGrains.Learning.Tests.Learners;

public sealed class LogTargetTests
{
    private static readonly LinearParameters Logs = LinearParameters.Default with { TargetForm = TargetForm.Log };

    [Fact]
    public void What_grows_by_percentages_is_a_line_in_its_logarithm()
    {
        static double Growing(float[] x) => Math.Exp(3 + 2 * x[0]) - 1;
        var rows = SyntheticRows.Create(500, 2, 1, Growing);
        var weak = Logs with { L2Regularization = 1e-6 };

        var scorer = Fitting.Fit("ridge", rows, weak).CreateScorer();

        Assert.All([-1f, 0f, 1f], x => Assert.Equal(1, scorer.Score([x, 0], 0) / Growing([x]), 1e-3));
    }

    [Theory]
    [InlineData("leafwise")]
    [InlineData("ridge")]
    public void It_is_read_back_and_explained_as_it_predicts(string learner)
    {
        var rows = SyntheticRows.Create(300, 2, 1, x => 5 + x[0]);
        var parameters = LearnerRegistry.BuiltIn.Get(learner).Defaults with { TargetForm = TargetForm.Log };
        var read = ModelRegistry.Parse(Fitting.Fit(learner, rows, parameters).Bytes.Span);
        var explainer = read.CreateExplainer();
        var attributions = new double[3];

        explainer.Attributions([0.3f, -0.2f], attributions);

        Assert.Equal(TargetForm.Log, read.TargetForm);
        Assert.False(explainer.IsAdditive);
        Assert.Equal(
            read.CreateScorer().Score([0.3f, -0.2f], 0), explainer.ToPrediction(attributions.Sum()), 1e-9);
    }

    [Fact]
    public void A_target_without_a_logarithm_is_an_answer()
    {
        var rows = SyntheticRows.Create(50, 2, 1, x => x[0] > 0 ? 3 : -1);

        var result = LearnerRegistry.BuiltIn.Get("ridge").Fit(rows, Logs, 1, FitOptions.Default);

        Assert.Equal("A target form of Log is for targets above -1; there is -1.", result.Failure);
    }
}
