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
        Assert.Equal(new EstimationState(new(1, 0, 1)) { FitAfter = 90, Since = 90 }, EstimationOf(next, first, 90));
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

    [Fact]
    public void After_a_repair_estimates_go_on_until_an_estimator_of_the_facts_as_they_are_takes_their_place()
    {
        var source = new Calibrated(PredictionTask.Regression, 3);
        var rows = source.Asked(source.Rows(0, 5, 50));
        var estimation = PredictionAccumulator.Absorb(
            PredictionTask.Regression, source.Fitted() with { Since = 100 }, rows, 0);

        var repaired = estimation.Repaired(900);

        Assert.Equal((estimation.Estimator, estimation.Mark), (repaired.Estimator, repaired.Mark));
        Assert.Equal(estimation.Days, repaired.Days);
        // At once, not once as many outcomes have come again.
        Assert.Equal(100, repaired.RowsAfter(Settings, Given.Schema(), 900));
        var refitted = repaired.With(estimation.Estimator!);
        Assert.False(refitted.IsRepaired);
        var counted = PredictionAccumulator.Absorb(PredictionTask.Regression, refitted, rows, 0);
        Assert.Equal(Calibrated.Written(estimation), Calibrated.Written(counted));
    }

    [Fact]
    public void A_repair_before_the_first_fit_changes_nothing_of_what_it_waits_for()
    {
        var waiting = new EstimationState(SemanticVersion.First) { FitAfter = 1_000, Since = 1_000 };

        Assert.Same(waiting, waiting.Repaired(1_100));
        // A state from before it was remembered waits for as many outcomes again.
        Assert.Equal(1_100, new Calibrated(PredictionTask.Regression, 1).Fitted() is var old
            ? (old with { Since = null }).Repaired(1_100).FitAfter : null);
    }

    [Fact]
    public void Predictions_that_are_gone_are_counted_no_longer_and_none_of_them_is_remembered_by_its_id()
    {
        var source = new Calibrated(PredictionTask.Regression, 4);
        var rows = source.Asked(source.Rows(0, 5, 50));
        var fitted = source.Fitted();
        var estimation = PredictionAccumulator.Absorb(PredictionTask.Regression, fitted, rows, 0);
        var left = rows.Where((_, place) => place < 170).ToArray();

        var recounting = estimation.Recounting(left[^1].Mark.At.AddMinutes(1));

        Assert.Equal("", recounting.Mark!.PredictionId);
        Assert.Equal(
            Calibrated.Written(PredictionAccumulator.Absorb(PredictionTask.Regression, fitted, left, 0)),
            Calibrated.Written(PredictionAccumulator.Absorb(PredictionTask.Regression, recounting, left, 0)));
        Assert.Same(estimation, estimation.Recounting(estimation.Mark!.At.AddMinutes(1)));
    }

    private static EstimationState? EstimationOf(ModelState state, EstimationState? before, long outcomes) =>
        EstimationState.For(state.Policy.Performance.Estimation, state.Champion?.Number, before, outcomes);
}
