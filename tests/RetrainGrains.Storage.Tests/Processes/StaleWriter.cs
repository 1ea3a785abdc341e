namespace RetrainGrains.Storage.Tests.Processes;

/// <summary>Decides on the model it finds, and commits when it is told to, however much later that is.</summary>
internal static class StaleWriter
{
    public const string Name = "stale-writer";
    public const string Model = "contested";

    public static async Task RunAsync(IDatabase database)
    {
        var found = (await database.Models.FindAsync(Model))!;
        ChildProcess.Say($"found {found.Revision}");
        await Console.In.ReadLineAsync();
        var result = await database.Models.CommitAsync(Commit(found.Revision, "stale"));
        ChildProcess.Say($"{result.Status} {result.Revision}");
    }

    public static ModelCommit Commit(long expectedRevision, string by) => new()
    {
        ModelId = Model,
        ExpectedRevision = expectedRevision,
        ModelType = "regression",
        State = $"\"{by}\"",
        At = DateTimeOffset.UnixEpoch,
        Ledger = [new LedgerAppend(DateTimeOffset.UnixEpoch, "promoted", by)],
        Serving = new ServingRow(Model, $"{by}-{expectedRevision + 1}", "artifact", "{}"),
        Outbox = [new OutboxAppend("notify", by)],
    };
}
