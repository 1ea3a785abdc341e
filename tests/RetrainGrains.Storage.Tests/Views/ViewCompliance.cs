using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Gates;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Triggers;
using RetrainGrains.Storage.Sql;

namespace RetrainGrains.Storage.Tests.Views;

/// <summary>The read models follow every commit, and their rebuilding gives the same bytes.</summary>
public abstract class ViewCompliance(DatabaseHome home) : DatabaseCompliance(home)
{
    private const string Run = $"{Model}/run-1";

    private static readonly Recipe Trained = new("leafwise", 180);
    private static readonly TriggerReason Reason = new("drift", Severity.Warning, "load moved") { Alert = "drift" };
    private static readonly SemanticVersion Second = SemanticVersion.First.NextMinor();

    private long revision;

    private SqlDatabase Tables => (SqlDatabase)Database;

    [Fact]
    public async Task A_story_is_told_by_the_tables_and_rebuilt_with_the_same_bytes()
    {
        await TellAsync();
        var told = await ViewDigest.ComputeAsync(Tables);

        var report = await Database.Views.RebuildAsync();

        Assert.Equal(new RebuildReport(Models: 1, Lines: 8, Unread: 0), report);
        Assert.Equal(told, await ViewDigest.ComputeAsync(Tables));
        Assert.All(told, table => Assert.True(table.Rows > 0, table.Table));
    }

    [Fact]
    public async Task Tables_that_are_lost_come_back_by_a_rebuilding()
    {
        await TellAsync();
        var told = await ViewDigest.ComputeAsync(Tables);
        await Tables.Sessions.WriteAsync(
            session => session.ExecuteAsync($"DELETE FROM run_history", default), default);
        Assert.NotEqual(told, await ViewDigest.ComputeAsync(Tables));

        await Database.Views.RebuildAsync();

        Assert.Equal(told, await ViewDigest.ComputeAsync(Tables));
    }

    [Fact]
    public async Task A_run_names_its_check_and_ends_with_its_steps_in_order()
    {
        await TellAsync();

        var run = await OneAsync(
            $"""
            SELECT CAST(check_id AS TEXT), state, promoted FROM run_history WHERE run_id = {Run}
            """, row => (row.GetString(0), row.GetString(1), row.GetInt64(2)));
        var check = await OneAsync(
            $"SELECT CAST(check_id AS TEXT) FROM checks WHERE decision = {"retrain"}", row => row.GetString(0));
        var steps = await ManyAsync(
            $"SELECT name, state FROM run_steps ORDER BY ordinal", row => $"{row.GetString(0)} {row.GetString(1)}");

        Assert.Equal((check, "finished", 1L), run);
        Assert.Equal(
            ["planned done", "trained done", "trained failed", "judged done", "rolled-out done", "recorded done"],
            steps);
    }

    [Fact]
    public async Task An_alert_is_open_until_a_check_says_that_it_is_over()
    {
        await TellAsync();

        var alert = await OneAsync(
            $"SELECT opened_at, closed_at FROM alerts WHERE name = {"drift"}", row => (row.Instant(0), row.Instant(1)));

        Assert.Equal((Start.AddHours(1), Start.AddHours(5)), alert);
    }

    [Fact]
    public async Task A_version_serves_until_the_next_one_does()
    {
        await TellAsync();

        var served = await ManyAsync(
            $"SELECT version, kind, started_at, ended_at FROM deployments ORDER BY sequence",
            row => (row.GetString(0), row.GetString(1), row.Instant(2), row.InstantOrNull(3)));

        Assert.Equal(
            [
                ("1.0.0", "promoted", Start.AddHours(2), Start.AddHours(3)),
                ("1.1.0", "promoted", Start.AddHours(3), Start.AddHours(4)),
                ("1.0.0", "rolled-back", Start.AddHours(4), (DateTimeOffset?)null),
            ],
            served);
    }

    [Fact]
    public async Task A_line_that_is_no_event_gives_no_row_and_an_erased_model_takes_its_rows_along()
    {
        await TellAsync();
        await AppendAsync(Line(9, "checked", """{"kind":"checked","At":7}"""), Line(9, "novelty", "{}"));
        var checks = await OneAsync($"SELECT COUNT(*) FROM checks", row => row.GetInt64(0));

        await Database.Models.EraseAsync(Model);

        Assert.Equal(2, checks);
        Assert.All(await ViewDigest.ComputeAsync(Tables), table => Assert.Equal(0, table.Rows));
    }

    [Fact]
    public async Task A_run_is_described_with_its_check_steps_rows_and_verdicts()
    {
        await TellAsync();

        var run = (await Database.Views.FindRunAsync(Run))!;

        Assert.Equal(
            (Model, "finished", true, 500L),
            (run.Run.ModelId, run.Run.State, run.Run.Promoted, run.Run.Outcomes));
        Assert.Equal((Start.AddHours(1), Start.AddHours(2)), (run.Run.PlannedAt, run.Run.EndedAt!.Value));
        Assert.Equal([Trained.Name, "ridge/all/level"], run.Run.Recipes);
        Assert.Equal(
            ["planned", "trained", "trained", "judged", "rolled-out", "recorded"],
            run.Steps.Select(step => step.Name));
        Assert.Equal([(0, 480L, (string?)null, "f"), (1, 480L, "broke", null)], run.Trainings.Select(
            training => (training.Ordinal, training.Rows, training.Failure, training.Fingerprint)));
        Assert.Equal(new GateView(Trained.Name, "rows", true, "480 rows"), Assert.Single(run.Gates));
        Assert.Null(await Database.Views.FindRunAsync($"{Model}/run-9"));
    }

    [Fact]
    public async Task Runs_are_listed_newest_first_page_by_page_within_their_filters()
    {
        await TellAsync();
        for (var number = 2; number <= 5; number++) await AppendAsync(Of(9, Planned(number, number < 4 ? 10 : 11)));
        async Task<string[]> ListAsync(RunFilter filter, RunPosition? after = null, int limit = 10) =>
            [.. (await Database.Views.RunsAsync(filter, after, limit)).Select(run => run.RunId[(Model.Length + 1)..])];
        var all = new RunFilter();
        var third = new RunPosition(Start.AddHours(10), $"{Model}/run-3");

        Assert.Equal(["run-5", "run-4", "run-3", "run-2", "run-1"], await ListAsync(all));
        Assert.Equal(["run-5", "run-4", "run-3"], await ListAsync(all with { ModelId = Model }, limit: 3));
        Assert.Equal(["run-2", "run-1"], await ListAsync(all, third));
        Assert.Equal(["run-2", "run-1"], await ListAsync(all with { ModelId = Model }, third));
        Assert.Equal(["run-1"], await ListAsync(all with { State = RunState.Finished }));
        Assert.Equal(["run-1"], await ListAsync(all with { ModelId = Model, Cause = "drift" }));
        Assert.Equal(["run-3", "run-2"], await ListAsync(
            all with { From = Start.AddHours(10), To = Start.AddHours(11) }));
        Assert.Equal(5, (await ListAsync(all with { ModelType = "regression" })).Length);
        Assert.Empty(await ListAsync(all with { ModelType = "rides" }));
        Assert.Empty(await ListAsync(all with { ModelId = "another" }));
    }

    [Fact]
    public async Task Runs_are_counted_by_how_they_ended()
    {
        await TellAsync();
        await AppendAsync(Of(9, Planned(2, 10)), Of(9, Planned(3, 11)), Of(9, Planned(4, 12)));
        await AppendAsync(Of(20, new RunEnded($"{Model}/run-2", Start.AddHours(13), [], ["lost"], [], false)
        {
            Failed = true,
        }));
        await AppendAsync(Of(20, new RunEnded($"{Model}/run-3", Start.AddHours(13), [], ["cancelled"], [], false)
        {
            CancelledBy = "ann",
        }));
        var expected = new RunStatistics(
            Running: 1, Finished: 1, Failed: 1, Cancelled: 1, Promoted: 1, MeanSeconds: 2 * 3_600);

        Assert.Equal(expected, await Database.Views.RunStatisticsAsync(new RunFilter()));
        Assert.Equal(expected, await Database.Views.RunStatisticsAsync(new RunFilter { ModelId = Model }));
        Assert.Equal(
            new RunStatistics(0, 0, 0, 0, 0, double.NaN),
            await Database.Views.RunStatisticsAsync(new RunFilter { ModelType = "rides" }));
        Assert.Equal("cancelled", (await Database.Views.FindRunAsync($"{Model}/run-3"))!.Run.State);
    }

    [Fact]
    public async Task Checks_are_listed_newest_first_and_one_is_read_with_its_quiet_signals()
    {
        await TellAsync();
        var filter = new CheckFilter { ModelId = Model };

        var checks = await Database.Views.ChecksAsync(filter, null, 10);
        var later = await Database.Views.ChecksAsync(
            filter, new CheckPosition(checks[0].At, checks[0].Sequence), 10);
        var retrained = Assert.Single(await Database.Views.ChecksAsync(
            filter with { Decision = CheckDecision.Retrain }, null, 10));
        var details = (await Database.Views.FindCheckAsync(Model, retrained.CheckId))!;

        Assert.Equal([Start.AddHours(5), Start.AddHours(1)], checks.Select(check => check.At));
        Assert.Equal(retrained.CheckId, Assert.Single(later).CheckId);
        Assert.Equal(["fired", "quiet"], details.Signals.Select(one => one.Verdict));
        var signal = details.Signals[0];
        Assert.Equal((0.31, 0.2, 1e-9), (signal.Value, signal.Limit, signal.PValue));
        Assert.True(double.IsNaN(signal.Reference));
        Assert.Equal(new TriggerView("drift", "warning", null, "load moved"), Assert.Single(details.Triggers));
        Assert.Equal(Run, details.RunId);
        Assert.Null(await Database.Views.FindCheckAsync("another", retrained.CheckId));
    }

    private static RunPlanned Planned(int number, int hour) => new(
        $"{Model}/run-{number}", Start.AddHours(hour), Reason with { Kind = "cron" }, [Trained], 500);

    // A check with drift, its run of two challengers of which one fails, two promotions, a rollback, a quiet check.
    private async Task TellAsync()
    {
        await AppendAsync(
            Of(1, Check(1, new TriggerDecision(true, [Reason], [])) with
            {
                Alerts = ["drift"], Opened = [Reason],
                Signals =
                [
                    new CheckSignal(SignalSource.Drift, "load", "psi", 0.31, null, 0.2, 1e-9, SignalVerdict.Fired),
                    new CheckSignal(SignalSource.Drift, "wind", "psi", 0.01, null, 0.2, 0.4, SignalVerdict.Quiet),
                ],
            }),
            Of(1, new RunPlanned(Run, Start.AddHours(1), Reason, [Trained, new Recipe("ridge")], 500)));
        await AppendAsync(Of(2, Ended()), Of(2, Promoted(2, SemanticVersion.First)));
        await AppendAsync(Of(3, Promoted(3, Second)));
        await AppendAsync(
            Of(4, new ChampionRolledBack(Second, SemanticVersion.First, Start.AddHours(4), "worse", "anna")),
            Of(4, new PolicySet("anna", new())));
        await AppendAsync(
            Of(5, Check(5, new TriggerDecision(false, [], [])) with { Signals = [], Closed = ["drift"] }));
    }

    private static RunEnded Ended()
    {
        var rows = new TrainingRows(Start.AddDays(-180), Start, 480, 480) { Fingerprint = "f" };
        return new RunEnded(
            Run, Start.AddHours(2), [new GateReport(Trained.Name, [new GateVerdict("rows", true, "480 rows")])],
            ["ridge/all/level: broke"],
            [new Candidate(Trained, new TrainedVersion(Trained, "a", Run, Start, rows, ulong.MaxValue))], true)
        {
            Challengers =
            [
                new ChallengerRecord(Trained, rows.From, rows.To, 480, Start.AddHours(1), Start.AddHours(2)),
                new ChallengerRecord(new Recipe("ridge"), rows.From, rows.To, 480, null, null) { Failure = "broke" },
            ],
        };
    }

    private static ModelChecked Check(int hour, TriggerDecision decision) =>
        new(Start.AddHours(hour), 500, 0.5, [], [], 0, decision, null);

    private static ChampionPromoted Promoted(int hour, SemanticVersion number) => new(
        new ModelVersion(
            number, [new Member(Trained, "a", 1)], Run, null, Start.AddHours(hour), VersionStatus.Champion, "better"),
        null, null);

    private static LedgerAppend Of(int hour, LifecycleEvent happened) =>
        new(Start.AddHours(hour), happened.Kind, DomainJson.Write(happened));

    private async Task AppendAsync(params LedgerAppend[] lines)
    {
        var result = await Database.Models.CommitAsync(Commit(revision) with { Ledger = lines });
        Assert.True(result.Committed);
        revision = result.Revision;
    }

    private async Task<T> OneAsync<T>(FormattableString sql, Func<System.Data.Common.DbDataReader, T> map) =>
        Assert.Single(await ManyAsync(sql, map));

    private Task<List<T>> ManyAsync<T>(FormattableString sql, Func<System.Data.Common.DbDataReader, T> map) =>
        Tables.Sessions.ReadAsync(session => session.QueryAsync(sql, map, default), default);
}
