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
