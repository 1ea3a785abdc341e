namespace RetrainGrains.Domain.Tests.Lifecycle;

public sealed class DriftReportingTests
{
    private static readonly DateTimeOffset Midnight = Given.Start.AddDays(9);

    [Fact]
    public void Sustained_drift_is_reported_at_the_first_check_of_a_day()
    {
        Assert.NotNull(Report(lastCheck: Midnight.AddHours(-1), Check(Midnight, streak: 3, 1e-5)));
        Assert.NotNull(Report(lastCheck: null, Check(Midnight.AddHours(7), streak: 3, 1e-5)));
        Assert.Null(Report(lastCheck: Midnight, Check(Midnight.AddHours(1), streak: 3, 1e-5)));
        Assert.Null(Report(lastCheck: Midnight.AddHours(-1), Check(Midnight, streak: 2, 1e-5)));
    }

    [Fact]
    public void The_days_of_all_models_begin_together_wherever_they_are()
    {
        var nine = Midnight.ToOffset(TimeSpan.FromHours(9));

        Assert.NotNull(Report(lastCheck: nine.AddMinutes(-1), Check(nine, streak: 3, 1e-5)));
    }

    [Fact]
    public void The_p_value_is_the_smallest_times_the_number_of_tests_and_at_most_one()
    {
        // Two numeric features have five tests each, predictions and outcomes four.
        Assert.Equal(18e-5, Report(null, Check(Midnight, 3, 4e-4, 1e-5, double.NaN))!.PValue, 1e-12);
        Assert.Equal(1, Report(null, Check(Midnight, 3, 0.4))!.PValue);
        Assert.Equal(1, Report(null, Check(Midnight, 3, double.NaN))!.PValue);
    }

    [Fact]
    public void The_end_of_a_streak_is_reported_whenever_it_comes()
    {
        var over = Report(lastCheck: Midnight, Check(Midnight.AddHours(1), streak: 0), before: 1)!;

        Assert.Equal((1, "", Midnight.AddHours(1)), (over.PValue, over.Text, over.At));
        Assert.Null(Report(lastCheck: Midnight.AddHours(-1), Check(Midnight, streak: 0), before: 0));
    }

    private static ReportDrift? Report(DateTimeOffset? lastCheck, ModelChecked check, int before = 2) =>
        DriftReporting.Of(Given.Model() with { LastCheck = lastCheck, DriftStreak = before }, check);

    private static ModelChecked Check(DateTimeOffset at, int streak, params double[] pValues) => new(
        at, 100, null, [],
        [.. pValues.Select(p => new DriftEvidence("f0", DriftStatistic.MeanShift, 1, 0.25, p, Drifted: true))],
        streak, new TriggerDecision(false, [], []), null);
}
