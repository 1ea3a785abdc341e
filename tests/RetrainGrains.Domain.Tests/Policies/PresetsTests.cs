namespace RetrainGrains.Domain.Tests.Policies;

public sealed class PresetsTests
{
    [Fact]
    public void Every_preset_is_valid_and_can_serve_a_schema_with_a_last_value()
    {
        Assert.NotEmpty(Presets.Names);
        Assert.All(Presets.Names, name =>
        {
            var policy = Presets.Find(name)!;
            Assert.Empty(policy.Validate());
            Assert.NotEmpty(ChallengerPlanner.Servable(policy.Challengers, Given.Schema()));
        });
        Assert.Null(Presets.Find("nobody"));
    }

    [Fact]
    public void Trading_signals_compete_in_threes_and_have_to_earn_their_place()
    {
        var policy = Presets.Find("trading-signals")!;

        Assert.Equal(3, policy.Challengers.Recipes.Length);
        Assert.NotNull(policy.Performance.Returns);
        Assert.Equal([Metric.ProfitFactor, Metric.Sharpe], policy.Gates.Bounds.Select(bound => bound.Metric));
        Assert.Empty(policy.ValidateFor(Given.Schema(task: PredictionTask.BinaryClassification)));
    }

    [Fact]
    public void The_air_quality_preset_has_room_for_a_run_every_three_hours()
    {
        var triggers = Presets.Find("aqi-continuous")!.Triggers;

        Assert.True(triggers.BudgetRuns >= triggers.BudgetWindow / TimeSpan.FromHours(3));
    }
}
