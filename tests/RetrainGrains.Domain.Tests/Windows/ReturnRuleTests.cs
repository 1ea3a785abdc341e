namespace RetrainGrains.Domain.Tests.Windows;

public sealed class ReturnRuleTests
{
    private static readonly FeatureSchema Signals = Given.Schema(task: PredictionTask.BinaryClassification);

    [Theory]
    [InlineData(0.3, 0.02, 0.019)]
    [InlineData(-0.3, 0.02, -0.021)]
    [InlineData(-0.3, -0.02, 0.019)]
    [InlineData(0, 0.02, double.NaN)]
    public void A_predicted_return_is_followed_by_its_sign_at_a_cost(double predicted, double came, double earned)
    {
        var rule = ReturnRule.Of(new ReturnPolicy { Cost = 0.001 }, Given.Schema())!;

        Assert.Equal(earned, rule.Of(predicted, came, [0, 0]), 1e-12);
    }

    [Theory]
    [InlineData(110, 120, 0.2)]
    [InlineData(90, 120, -0.2)]
    [InlineData(100, 120, double.NaN)]
    public void A_predicted_level_is_a_move_from_the_one_before(double predicted, double came, double earned)
    {
        var rule = ReturnRule.Of(new ReturnPolicy { Level = "f1" }, Given.Schema())!;

        Assert.Equal(earned, rule.Of(predicted, came, [0, 100]), 1e-12);
        Assert.Equal(double.NaN, rule.Of(predicted, came, [0, float.NaN]));
        Assert.Equal(double.NaN, rule.Of(predicted, came, [0, 0]));
    }

    [Theory]
    [InlineData(0.7, 1, 1, 3)]
    [InlineData(0.7, 0, -1, -3)]
    [InlineData(0.2, 0, 1, 3)]
    [InlineData(0.5, 1, double.NaN, double.NaN)]
    public void A_class_earns_what_is_at_stake(double probability, double outcome, double one, double sized)
    {
        Assert.Equal(one, ReturnRule.Of(new ReturnPolicy(), Signals)!.Of(probability, outcome, [0, -3]));
        var rule = ReturnRule.Of(new ReturnPolicy { Size = "f1" }, Signals)!;
        Assert.Equal(sized, rule.Of(probability, outcome, [0, -3]));
    }

    [Fact]
    public void Features_must_fit_the_schema_and_the_task()
    {
        var policy = new ModelPolicy { Performance = new() { Returns = new() { Level = "f1", Size = "price" } } };

        Assert.Equal(
            ["policy.performance.returns.size", "policy.performance.returns.size"],
            policy.ValidateFor(Given.Schema()).Select(problem => problem.Field));
        Assert.Equal(
            ["policy.performance.returns.level", "policy.performance.returns.size"],
            policy.ValidateFor(Signals).Select(problem => problem.Field));
    }

    [Fact]
    public void Rules_and_gates_on_returns_need_to_know_what_a_return_is()
    {
        var policy = new ModelPolicy
        {
            Performance = new() { Rules = [new(Metric.Sharpe, RuleKind.Bound, 1, Severity.Warning)] },
            Challengers = new() { Combination = Combination.Single },
            Gates = new() { Bounds = [new(Metric.ProfitFactor, 1)] },
        };

        Assert.Equal(
            ["policy.performance.rules[0].metric", "policy.gates"],
            policy.Validate().Select(problem => problem.Field));
        Assert.Empty((policy with { Performance = policy.Performance with { Returns = new() } }).Validate());
    }
}
