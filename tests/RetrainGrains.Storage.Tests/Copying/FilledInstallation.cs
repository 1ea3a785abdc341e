namespace RetrainGrains.Storage.Tests.Copying;

/// <summary>Writes to every table, with what is easily lost on the way: scripts, empty and missing values.</summary>
internal static class FilledInstallation
{
    public const int Models = 30;
    public const int Observations = 2_500;

    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task FillAsync(IDatabase database)
    {
        await database.MigrateAsync();
        for (var i = 0; i < Models; i++) await CommitAsync(database, $"{(i % 2 == 0 ? "Z" : "č")}/{i}");
        await RunAsync(database);
        await ObserveAsync(database);
        var confirmed = await database.Outbox.PendingAsync(null, Start.AddYears(1), 1_000);
        await database.Outbox.CompleteAsync(confirmed[^1].Id);
        await database.Outbox.RetryAsync(confirmed[0].Id, Start.AddHours(1));
        await database.Artifacts.PutAsync(new byte[3 << 20], Start);
        await database.Artifacts.PutAsync(Array.Empty<byte>(), Start.AddDays(1));
        await database.Tokens.CreateAsync(
            new TokenRow("ops", new byte[32], 4, "a/\nb/", Start, "ann", Start.AddDays(1)));
        await database.FileImports.TakeAsync(new FileHold("Z/0", "file", "holder"), Start, Start.AddMinutes(1));
        await database.GrainState.WriteAsync("queue/1", "state", null, """{"naïve":"🙂"}""");
    }

    public static ModelCommit Commit(string model, long expectedRevision) => new()
    {
        ModelId = model,
        ExpectedRevision = expectedRevision,
        ModelType = "regression",
        State = """{"note":"žluťoučký\nkůň"}""",
        LearnedState = expectedRevision == 0 ? null : [0, 1, 255],
        At = Start.AddHours(expectedRevision),
        Ledger = [new(Start, "created", "{}"), new(Start, "checked", """{"rows":1}""")],
        Serving = new ServingRow(model, $"v{expectedRevision + 1}", "artifact", "{}"),
        Schedule = new ScheduleRow(model, 3, Start.AddHours(1)),
        NewRuns = [new RunRow($"{model}/{expectedRevision}", model, RunStatus.Queued, 2, "drift", Start, "{}")],
        Outbox = [new OutboxAppend("notify", model)],
        Windows = [new WindowRow(expectedRevision, []), new WindowRow(expectedRevision + 9, [7])],
        Request = new RequestRow($"r{expectedRevision}", "done"),
    };

    private static async Task CommitAsync(IDatabase database, string model)
    {
        Assert.True((await database.Models.CommitAsync(Commit(model, 0))).Committed);
        Assert.True((await database.Models.CommitAsync(Commit(model, 1))).Committed);
    }

    private static async Task RunAsync(IDatabase database)
    {
        await database.Runs.StartAsync("Z/0/0", Start);
        var attempt = await database.Runs.TakeChallengerAsync("Z/0/0", 0, Start);
        await database.Runs.FinishChallengerAsync(
            "Z/0/0", 0, attempt, ChallengerStatus.Trained, "artifact", "{}", 1.0 / 3);
        await database.Runs.TakeChallengerAsync("Z/0/0", 1, Start);
    }

    private static async Task ObserveAsync(IDatabase database)
    {
        await database.Observations.AppendPredictionsAsync("Z/0", [.. Enumerable.Range(0, Observations).Select(
            i => new PredictionRow($"p{i}", Start.AddHours(i), [i, float.NaN], i % 7 == 0 ? double.NaN : i, "v1"))]);
        await database.Observations.RecordOutcomesAsync("Z/0", [.. Enumerable.Range(0, Observations / 2).Select(
            i => new OutcomeRow($"p{2 * i}", -i, Start.AddHours(2 * i)))]);
        await database.Observations.ImportAsync(
            "only history", [new HistoryRow("ř", DateTimeOffset.UnixEpoch, [], 1e-300, Start)]);
        await RepairAsync(database);
    }

    private static async Task RepairAsync(IDatabase database)
    {
        await database.Observations.AppendPredictionsAsync("Z/0", [
            new PredictionRow("of žofie", Start, [1], 1, "v1") { Entity = "žofie" },
            new PredictionRow("of jan", Start, [1], 1, "v1") { Entity = "jan" }]);
        await database.Observations.RecordOutcomesAsync("Z/0", [OutcomeRow.Of("marie", Start, 1, Start)]);
        // Without a state the revision stays: tests go on from there.
        await database.Models.RepairAsync("Z/0", new EntityErasure("jan", Start, 10), _ => new ModelCommit
        {
            ModelId = "Z/0", ExpectedRevision = 2, ModelType = "regression", At = Start,
        });
    }
}
