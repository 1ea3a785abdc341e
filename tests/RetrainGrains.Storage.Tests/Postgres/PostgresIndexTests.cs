namespace RetrainGrains.Storage.Tests.Postgres;

/// <summary>Queries that run often walk the index that was made for them and read no table from end to end.</summary>
public sealed class PostgresIndexTests(FilledPostgres filled) : IClassFixture<FilledPostgres>
{
    private const string Model = FilledPostgres.Model;

    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset February = Start.AddYears(56).AddMonths(1);

    public static TheoryData<string, string, Func<IDatabase, Task>> Queries { get; } = new()
    {
        { "a model", "models_pkey", database => database.Models.FindAsync(Model) },
        { "models page by page", "models_pkey", database => database.Models.ListAsync("model-02000", 100) },
        { "a ledger", "ledger_pkey", database => database.Models.LedgerAsync(Model, 2, 10) },
        { "windows", "windows_pkey", database => database.Models.WindowsAsync(Model, 2) },
        { "a request", "requests_pkey", database => database.Models.FindRequestAsync(Model, "r2") },
        { "requests by age", "requests_by_age", database => database.Models.CommitAsync(Commit()) },
        { "due models of a shard", "schedules_by_due", database => database.Schedules.DueAsync(3, At(900), 10) },
        { "next due of a shard", "schedules_by_due", database => database.Schedules.NextDueAsync(3) },
        { "serving since an epoch", "serving_by_epoch", database => database.Serving.ChangedSinceAsync(4_990, 1_000) },
        { "effects due", "outbox_by_due", database => database.Outbox.PendingAsync(null, At(50), 10) },
        { "a model's effects", "outbox_by_model", database => database.Outbox.PendingAsync(Model, At(90_000), 10) },
        { "unfinished runs", "runs_unfinished", database => database.Runs.UnfinishedAsync(10) },
        { "a model's runs", "runs_by_model", database => database.Runs.ListAsync(Model, Start, 10) },
        { "a run", "runs_pkey", database => database.Runs.FindAsync("run-7") },
        { "challengers", "challengers_pkey", database => database.Runs.ChallengersAsync("run-7") },
        { "an artifact", "artifacts_pkey", database => database.Artifacts.GetAsync("artifact-0") },
        { "old artifacts", "artifacts_by_age",
            database => database.Artifacts.DeleteUnreferencedAsync(At(3), new HashSet<string>()) },
        { "a grain's state", "grain_state_pkey", database => database.GrainState.ReadAsync("grain-7", "s") },
        { "matured after", "observations_2026_01_log_id_sequence_idx",
            database => database.Observations.LabelledAfterAsync(Model, 100, 50) },
        { "predicted after", "observations_2026_02_pkey",
            database => database.Observations.PredictedAfterAsync(
                Model, new(February, "p1"), February.AddDays(2), 50) },
        { "logged after", "observations_2026_02_pkey",
            database => database.Observations.LoggedAfterAsync(
                Model, new(February, "p1"), February.AddDays(2), "v1", 50) },
        { "matured between", "observations_2026_02_pkey",
            database => database.Observations.MaturedBetweenAsync(Model, February, February.AddDays(2), 9_000) },
        { "first and last time", "observations_2026_03_pkey", database => database.Observations.CountAsync(Model) },
        { "the log of a model", "observation_logs_model_id_key",
            database => database.Observations.CountAsync(Model) },
        { "predictions by id", "observation_ids_pkey",
            database => database.Observations.RecordOutcomesAsync(Model, [new("h7", 1, Start), new("h8", 1, Start)]) },
        { "outcomes of predictions", "observations_2026_01_pkey",
            database => database.Observations.RecordOutcomesAsync(Model, [new("p7", 1, Start), new("p8", 1, Start)]) },
        { "a thousand outcomes", "observations_2026_01_pkey",
            database => database.Observations.RecordOutcomesAsync(
                Model, [.. Enumerable.Range(1_000, 1_000).Select(i => new OutcomeRow($"p{i}", 1, Start))]) },
        { "old observations", "observations_2026_01_pkey",
            database => database.Observations.DeleteBeforeAsync(Model, February, 10) },
    };

    [Theory]
    [MemberData(nameof(Queries), DisableDiscoveryEnumeration = true)]
    public async Task A_query_that_runs_often_reads_by_its_index(
        string what, string index, Func<IDatabase, Task> query)
    {
        var reads = await filled.ReadsOfAsync(query);

        Assert.True(reads.ContainsKey(index), $"{what} read {string.Join(", ", reads.Keys)}");
        Assert.DoesNotContain(reads.Keys, name => name.StartsWith("all of ", StringComparison.Ordinal));
    }

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static ModelCommit Commit() => new()
    {
        ModelId = "model-00077",
        ExpectedRevision = 9,
        ModelType = "t",
        State = "{}",
        At = Start,
        Request = new RequestRow("r9", "done"),
    };
}
