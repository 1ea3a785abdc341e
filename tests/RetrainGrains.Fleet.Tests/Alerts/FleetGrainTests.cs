using RetrainGrains.Domain.FleetAlerts;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Fleet.Tests.Alerts;

public sealed class FleetGrainTests
{
    private const string StateId = StoredState<FleetAlertState>.Id;
    private const string StateName = nameof(FleetAlertState);

    [Fact]
    public void A_drift_that_is_surprising_enough_is_told_once_and_listed_until_it_is_over() =>
        TestFleet.Run(async fleet =>
    {
        await RegisterAsync(fleet, "a", "b");

        await fleet.Alerts.Submit(Drift("a", 0, 1e-6));
        await fleet.Alerts.Submit(Drift("b", 0, 0.5));
        await fleet.Alerts.Submit(Drift("a", 0, 1e-6));
        await fleet.Alerts.Submit(Drift("a", 1, 1e-6));

        // 0.05 of 2 models in 30 days.
        Assert.StartsWith("drift: wind moved, p = 1E-06, held to 0.0008333:", Assert.Single(fleet.Notices.Texts));
        var view = await fleet.Alerts.Describe();
        Assert.Equal((2L, 4L, 1), (view.Models, view.Alerts.Tests, view.Alerts.Found));
        Assert.Equal("a", Assert.Single(view.Alerts.Open).ModelId);

        await fleet.Alerts.Submit(Drift("a", 1, 1) with { Text = "", At = TestFleet.Start.AddDays(1).AddHours(2) });
        Assert.Empty((await fleet.Alerts.Describe()).Alerts.Open);
        Assert.Single(fleet.Notices.Texts);
    });

    [Fact]
    public void An_alert_that_nobody_could_be_told_of_is_told_after_a_restart_and_before_it_is_over() =>
        TestFleet.Run(async fleet =>
    {
        fleet.Notices.Unreachable = true;
        await Assert.ThrowsAsync<IOException>(() => fleet.Alerts.Submit(Drift("a", 0, 1e-6)));
        var over = Drift("a", 0, 1) with { Text = "", At = TestFleet.Start.AddHours(2) };
        await Assert.ThrowsAsync<IOException>(() => fleet.Alerts.Submit(over));
        Assert.Equal("a", (await fleet.Alerts.Describe()).Alerts.Untold!.ModelId);
        await fleet.StopAsync();
        await fleet.StartAsync();
        fleet.Notices.Unreachable = false;

        await fleet.Alerts.Submit(over);

        Assert.Single(fleet.Notices.Texts);
        var alerts = (await fleet.Alerts.Describe()).Alerts;
        Assert.Equal((0, 1), (alerts.Open.Length, alerts.Found));
    });

    [Fact]
    public void A_decision_whose_answer_was_lost_is_neither_lost_nor_made_twice() => TestFleet.Run(async fleet =>
    {
        fleet.Line.LosesNextCommit = true;
        await Assert.ThrowsAsync<DatabaseAwayException>(() => fleet.Alerts.Submit(Drift("a", 0, 1e-6)));
        Assert.Empty(fleet.Notices.Texts);

        await fleet.Alerts.Submit(Drift("a", 0, 1e-6));

        Assert.Single(fleet.Notices.Texts);
        Assert.Equal(1, (await fleet.Alerts.Describe()).Alerts.Found);
    });

    [Fact]
    public void What_is_noted_as_told_is_not_told_again_although_the_answer_was_lost() => TestFleet.Run(async fleet =>
    {
        fleet.Notices.Heard = () => fleet.Line.LosesNextCommit = true;
        await Assert.ThrowsAsync<DatabaseAwayException>(() => fleet.Alerts.Submit(Drift("a", 0, 1e-6)));
        await fleet.StopAsync();
        await fleet.StartAsync();

        await fleet.Alerts.Submit(Drift("a", 0, 1e-6));

        Assert.Single(fleet.Notices.Texts);
    });

    [Fact]
    public void What_was_told_and_not_noted_is_told_again_in_the_same_words() => TestFleet.Run(async fleet =>
    {
        fleet.Notices.Heard = () => throw new IOException("the silo dies here");
        await Assert.ThrowsAsync<IOException>(() => fleet.Alerts.Submit(Drift("a", 0, 1e-6)));
        fleet.Notices.Heard = () => { };
        await fleet.StopAsync();
        await fleet.StartAsync();

        await fleet.Alerts.Submit(Drift("a", 0, 1e-6));

        Assert.Equal(2, fleet.Notices.Texts.Count);
        Assert.Single(fleet.Notices.Texts.Distinct());
        Assert.Equal(1, (await fleet.Alerts.Describe()).Alerts.Found);
    });

    [Fact]
    public void Another_activations_alert_counts_and_is_kept() => TestFleet.Run(async fleet =>
    {
        await RegisterAsync(fleet, "a", "b");
        await fleet.Alerts.Submit(Drift("a", 0, 0.5));
        var row = (await fleet.Database.GrainState.ReadAsync(StateId, StateName))!;
        var other = FleetAlertRule.Decide(
            new FleetAlertOptions(), DomainJson.Read<FleetAlertState>(row.Body), Drift("b", 0, 1e-6), models: 2);
        other = other.Tell(other.Untold!);
        Assert.NotNull(await fleet.Database.GrainState.WriteAsync(
            StateId, StateName, row.ETag, DomainJson.Write(other)));

        // More than a first alert may have, and not more than a second.
        await fleet.Alerts.Submit(Drift("a", 0, 0.0015));

        Assert.Single(fleet.Notices.Texts);
        Assert.Equal(["b", "a"], (await fleet.Alerts.Describe()).Alerts.Open.Select(alert => alert.ModelId));
    });

    [Fact]
    public void A_report_is_delivered_after_a_crash_between_its_commit_and_the_fleet() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync();
        await station.ImportAsync();
        await fleet.StopAsync();
        var dying = await station.OtherActivationAsync();
        await dying.AbsorbAsync(fleet.Now);
        var check = ModelLifecycle.Decide(dying.State, new CheckDue(dying.LearnedState, dying.Buckets), fleet.Now);
        var report = new ReportDrift(fleet.Now, 1e-6, Severity.Warning, "wind moved");
        Assert.True((await fleet.CommitAsync(dying, check with { Effects = [report] })).Committed);

        await fleet.StartAsync();

        Assert.Single(fleet.Notices.Texts, text => text.StartsWith("drift: wind moved", StringComparison.Ordinal));
        Assert.Empty(await fleet.Database.Outbox.PendingAsync(null, DateTimeOffset.MaxValue, 10));
    });

    [Fact]
    public void A_station_that_changes_is_heard_of_once_however_long_its_drift_lasts() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1, changeAtHour: 3 * 24));
        await station.StartAsync(
            StationFleet.Policy.Insert(1, "\"drift\": { \"rowsPerIndependentRow\": 1 },"));

        await station.PlayAsync(days: 8);

        var told = fleet.Notices.Texts.Where(text => text.Contains("drifted", StringComparison.Ordinal));
        Assert.Matches("^drift: 2 features drifted in 4 checks in a row .* held to ", Assert.Single(told));
        var alert = Assert.Single((await fleet.Alerts.Describe()).Alerts.Open);
        Assert.Equal(("station", 0), (alert.ModelId, alert.At.Hour));
        Assert.True((await station.ViewAsync()).State.DriftStreak > 3);
    });

    [Fact]
    public void F31_drift_is_not_more_sustained_for_being_asked_about_three_times() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1, changeAtHour: 3 * 24));
        await station.StartAsync(
            StationFleet.Policy.Insert(1, "\"drift\": { \"rowsPerIndependentRow\": 1 },"));
        await station.PlayAsync(days: 8);
        var before = (await station.ViewAsync()).State;

        for (var i = 0; i < 3; i++) await station.Grain.Check(dryRun: false, requestId: "");

        var after = (await station.ViewAsync()).State;
        Assert.Equal(fleet.Now, after.LastCheck);
        Assert.Equal((before.DriftStreak, before.CriticalDriftStreak), (after.DriftStreak, after.CriticalDriftStreak));
    });

    private static async Task RegisterAsync(TestFleet fleet, params string[] models)
    {
        foreach (var model in models) await new StationFleet(fleet, new Station(1), model).RegisterAsync();
    }

    private static DriftTest Drift(string model, int day, double pValue) =>
        new(model, TestFleet.Start.AddDays(day), pValue, Severity.Warning, "wind moved");
}
