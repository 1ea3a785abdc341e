using FsCheck;
using FsCheck.Fluent;
using RetrainGrains.Statistics.Multiplicity;

namespace RetrainGrains.Domain.Tests.FleetAlerts;

public sealed class FleetAlertRuleTests
{
    private const int Models = 8;
    private static readonly FleetAlertOptions Options = new() { FalseDiscoveryRate = 0.2, PeriodDays = 4 };
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithReplay(20_261_121, 1).WithMaxTest(200);

    // The first day of a period.
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddDays(
        DateOnly.FromDateTime(Given.Start.Date).DayNumber / 4 * 4 + 4
        - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber);

    [Fact]
    public void A_days_alerts_are_those_of_Benjamini_and_Hochberg_over_the_whole_period_in_any_order() =>
        Prop.ForAll(Gen.Choose(0, 1_000).ArrayOf(Models).ToArbitrary(), draws =>
        {
            double[] pValues = [.. draws.Select(draw => Math.Pow(draw / 1_000.0, 4))];
            double[] period = [.. pValues, .. Enumerable.Repeat(1.0, Models * (Options.PeriodDays - 1))];
            var expected = BenjaminiHochberg.Correct(period, Options.FalseDiscoveryRate).Rejected[..Models];
            int[] order = [.. Enumerable.Range(0, Models).OrderBy(model => draws[model] * 7_919 % 1_000)];

            var alerts = order.Aggregate(
                FleetAlertState.None, (state, model) => Decide(state, Test(model, 0, pValues[model])));

            Assert.Equal(
                Enumerable.Range(0, Models).Where(model => expected[model]).Select(model => $"{model}"),
                alerts.Open.Select(alert => alert.ModelId).Order(StringComparer.Ordinal));
        }).Check(Runs);

    [Theory]
    [InlineData(FleetProcedure.BenjaminiHochberg)]
    [InlineData(FleetProcedure.BenjaminiYekutieli)]
    public void No_alert_is_above_its_share_of_those_found_and_nothing_counts_twice(FleetProcedure procedure) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).NonEmptyListOf().ToArbitrary(), draws =>
        {
            var options = Options with { Procedure = procedure };
            var harmonic = procedure == FleetProcedure.BenjaminiHochberg
                ? 1
                : Enumerable.Range(1, Models * options.PeriodDays).Sum(rank => 1.0 / rank);
            var share = options.FalseDiscoveryRate / (Models * options.PeriodDays * harmonic);
            var (alerts, hour) = (FleetAlertState.None, 0);
            foreach (var draw in draws)
            {
                hour += draw % 9;
                var test = Test(draw / 9 % Models, 0, Math.Pow(draw / 72 % 1_000 / 1_000.0, 6)) with
                {
                    At = Start.AddHours(hour), Text = draw / 7 % 3 == 0 ? "" : "drift",
                };
                var before = alerts;
                alerts = FleetAlertRule.Decide(options, before, test, Models);
                Assert.Same(alerts, FleetAlertRule.Decide(options, alerts, test, Models));
                foreach (var alert in alerts.Open.Except(before.Open))
                {
                    Assert.InRange(alert.PValue, 0, alert.Level);
                    Assert.InRange(alert.Level, 0, alerts.Found * share * (1 + 1e-6));
                }
                Assert.Equal(alerts.Open.Length, alerts.Open.DistinctBy(alert => alert.ModelId).Count());
                Assert.Equal(alerts.Today.Length, alerts.Today.DistinctBy(known => known.ModelId).Count());
            }
        }).Check(Runs);

    [Fact]
    public void A_p_value_becomes_an_alert_when_others_of_its_day_join_it()
    {
        // One test of 32 may spend 0.2 / 32 = 0.00625.
        var alone = Decide(FleetAlertState.None, Test(1, 0, 0.01));
        Assert.Empty(alone.Open);

        var both = Decide(alone, Test(2, 0, 0.012));

        Assert.Equal([("1", 0.0125), ("2", 0.0125)], both.Open.Select(alert => (alert.ModelId, alert.Level)));
        Assert.Equal((2, 8L), (both.Found, both.Tests));
        // Two days without any report.
        Assert.Equal(32, Decide(both, Test(3, 3, 0.5)).Tests);
    }

    [Fact]
    public void What_was_found_before_in_the_period_raises_the_level_and_the_next_period_starts_anew()
    {
        var found = Decide(FleetAlertState.None, Test(1, 0, 1e-9));

        Assert.Equal(2, Decide(found, Test(2, 3, 0.012)).Open.Length);
        Assert.Single(Decide(found, Test(2, 4, 0.012)).Open);
    }

    [Fact]
    public void An_alert_is_not_repeated_while_it_is_open_and_is_over_when_its_drift_is()
    {
        var open = Decide(FleetAlertState.None, Test(1, 0, 1e-9));
        var next = Decide(open, Test(1, 1, 1e-9));
        Assert.Equal((open.Open[0], 1), (Assert.Single(next.Open), next.Found));

        var over = Decide(next, Over(1, 1));
        Assert.Empty(over.Open);

        Assert.Equal(2, Decide(over, Test(1, 2, 1e-9)).Found);
    }

    [Fact]
    public void What_comes_again_or_out_of_order_changes_nothing()
    {
        var test = Test(1, 0, 1e-9);
        var over = Decide(Decide(FleetAlertState.None, test), Over(1, 0));
        Assert.Same(over, Decide(over, test));
        Assert.Same(over, Decide(over, Over(1, 0)));

        var overFirst = Decide(FleetAlertState.None, Over(1, 0));
        Assert.Empty(Decide(overFirst, test).Open);

        var tomorrow = Decide(over, Test(2, 1, 0.5));
        Assert.Same(tomorrow, Decide(tomorrow, test));

        var again = Decide(tomorrow, Test(1, 1, 1e-9));
        Assert.Single(Decide(again, Over(1, 0)).Open);
    }

    [Fact]
    public void An_end_that_arrives_late_still_ends()
    {
        var open = Decide(Decide(FleetAlertState.None, Test(1, 0, 1e-9)), Test(2, 1, 0.5));

        var over = Decide(open, Over(1, 0));

        Assert.Empty(over.Open);
        Assert.Single(Decide(over, Test(1, 1, 1e-9)).Open);
    }

    [Fact]
    public void Nothing_is_raised_beyond_the_bound_until_an_alert_is_over()
    {
        var full = Enumerable.Range(0, FleetAlertState.OpenMax).Aggregate(
            FleetAlertState.None, (state, model) => FleetAlertRule.Decide(Options, state, Test(model, 0, 0), 1_000));
        Assert.Equal((FleetAlertState.OpenMax, FleetAlertState.OpenMax), (full.Open.Length, full.Found));
        Assert.Same(full, FleetAlertRule.Decide(Options, full, Test(900, 0, 0), 1_000));

        var over = FleetAlertRule.Decide(Options, full, Over(7, 0), 1_000);
        var next = FleetAlertRule.Decide(Options, over, Test(900, 0, 0), 1_000);

        Assert.Equal((FleetAlertState.OpenMax, "900"), (next.Open.Length, next.Open[^1].ModelId));
    }

    [Fact]
    public void What_is_remembered_of_a_day_has_a_bound_too()
    {
        var alerts = Enumerable.Range(0, FleetAlertState.TodayMax + 5).Aggregate(
            FleetAlertState.None, (state, model) => FleetAlertRule.Decide(Options, state, Over(model, 0), 100_000));
        Assert.Equal(FleetAlertState.TodayMax, alerts.Today.Length);

        // Not small enough alone; it is dropped before ended drifts.
        var waiting = FleetAlertRule.Decide(Options, alerts, Test(9_999, 0, 1e-6), 100_000);

        Assert.Equal((FleetAlertState.TodayMax, "9999"), (waiting.Today.Length, waiting.Today[0].ModelId));
    }

    [Fact]
    public void Without_a_procedure_every_drift_is_told_once()
    {
        var none = Options with { Procedure = FleetProcedure.None };

        var alerts = FleetAlertRule.Decide(none, FleetAlertState.None, Test(1, 0, 1), Models);

        Assert.Equal("drift: f0 moved, p = 1", Assert.Single(alerts.Open).Notice(none));
        Assert.Equal(alerts.Open, FleetAlertRule.Decide(none, alerts, Test(1, 1, 1), Models).Open);
    }

    [Fact]
    public void A_notice_carries_its_promise()
    {
        var alert = Assert.Single(FleetAlertRule.Decide(new(), FleetAlertState.None, Test(1, 0, 3e-8), 12_040).Open);

        Assert.Equal(
            "drift: f0 moved, p = 3E-08, held to 1.384E-07: of the fleet's alerts in 30 days at most 5 % are false on "
            + "average (Benjamini–Hochberg; 12,040 tests so far)",
            alert.Notice(new()));
        Assert.Null(new FleetAlertState { Open = [alert] }.Tell(alert).Untold);
    }

    [Fact]
    public void The_alerts_are_read_back_as_they_were_written()
    {
        var alerts = Decide(Decide(FleetAlertState.None, Test(1, 0, 1e-9)), Test(2, 0, 0.02));
        Assert.NotEmpty(alerts.Today);

        var text = DomainJson.Write(alerts);

        Assert.Equal(text, DomainJson.Write(DomainJson.Read<FleetAlertState>(text)));
    }

    private static FleetAlertState Decide(FleetAlertState state, DriftTest test) =>
        FleetAlertRule.Decide(Options, state, test, Models);

    private static DriftTest Test(int model, int day, double pValue) =>
        new($"{model}", Start.AddDays(day), pValue, Severity.Warning, "f0 moved");

    private static DriftTest Over(int model, int day) =>
        new($"{model}", Start.AddDays(day).AddHours(3), 1, Severity.Warning, "");
}
