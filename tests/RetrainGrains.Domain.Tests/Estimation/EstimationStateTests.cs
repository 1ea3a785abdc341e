namespace RetrainGrains.Domain.Tests.Estimation;

public sealed class EstimationStateTests
{
    private static readonly PerformanceRule Rule = new(Metric.Rmse, RuleKind.Worsening, 0.15, Severity.Critical);
    private static readonly ModelPolicy Policy = Calibrated.Policy(Rule);
    private static readonly EstimationPolicy Settings = Policy.Performance.Estimation!;

    [Fact]
    public void A_promotion_starts_anew_with_the_outcomes_that_come_after_it()
    {
        var state = Given.Serving(Policy);
        var first = EstimationOf(state, null, 40)!;
        var next = state with { Champion = state.Champion! with { Number = new(1, 0, 1) } };

        Assert.Equal((new SemanticVersion(1, 0, 0), 40), (first.Version, first.FitAfter!.Value));
        Assert.Same(first, EstimationOf(state, first, 90));
        Assert.Equal(new EstimationState(new(1, 0, 1)) { FitAfter = 90 }, EstimationOf(next, first, 90));
    }

    [Fact]
    public void Without_the_setting_or_a_champion_nothing_is_kept()
    {
        var estimation = new Calibrated(PredictionTask.Regression, 1).Fitted();

        Assert.Null(EstimationOf(Given.Serving(new()), estimation, 1));
        Assert.Null(EstimationOf(Given.Model(Policy), estimation, 1));
    }

    [Fact]
    public void A_fit_is_due_once_enough_outcomes_are_in_and_reads_the_newest()
    {
        var waiting = new EstimationState(SemanticVersion.First) { FitAfter = 1_000 };

        Assert.Null(waiting.RowsAfter(Settings, Given.Schema(), 1_199));
        Assert.Equal(1_000, waiting.RowsAfter(Settings, Given.Schema(), 1_200));
        Assert.Equal(15_000, waiting.RowsAfter(Settings, Given.Schema(), 20_000));
        Assert.Null(new Calibrated(PredictionTask.Regression, 1).Fitted().RowsAfter(Settings, Given.Schema(), 9_999));
    }

    [Fact]
    public void An_estimator_that_was_wrong_is_fitted_again_on_later_outcomes()
    {
        var source = new Calibrated(PredictionTask.Regression, 2);
        var wrong = source.Rows(0, 5, 50, opposite: true);
        var estimation = source.Absorb(source.Fitted(), wrong);

        var reviewed = estimation.Review(Policy.Performance, source.Outcomes(wrong), 777);

        Assert.Same(estimation, estimation.Review(Policy.Performance, source.Outcomes(wrong[..100]), 777));
        Assert.Equal(777, reviewed.FitAfter);
        Assert.Same(reviewed, reviewed.Review(Policy.Performance, source.Outcomes(wrong), 888));
        var refitted = reviewed.With(source.Fitted().Estimator!);
        Assert.Null(refitted.FitAfter);
        Assert.Empty(refitted.Days);
        Assert.Equal(estimation.Mark, refitted.Mark);
    }

    private static EstimationState? EstimationOf(ModelState state, EstimationState? before, long outcomes) =>
        EstimationState.For(state.Policy.Performance.Estimation, state.Champion?.Number, before, outcomes);
}
