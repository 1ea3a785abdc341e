using System.Globalization;

namespace RetrainGrains.Storage.Tests.Processes;

/// <summary>Promotes its own version of one model again and again, on whatever revision it is told to.</summary>
internal static class PromotingProcess
{
    public const string Name = "promote";
    public const string Model = "raced";

    // One line in is one promotion: both children get the same revision at the same time, so that each is a race.
    public static async Task RunAsync(IDatabase database)
    {
        ChildProcess.Say("ready");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var revision = long.Parse(line, CultureInfo.InvariantCulture);
            var by = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
            var result = await database.Models.CommitAsync(Promote(revision, by));
            ChildProcess.Say($"{result.Status} {result.Revision}");
        }
    }

    public static ModelCommit Promote(long expectedRevision, string by) => new()
    {
        ModelId = Model,
        ExpectedRevision = expectedRevision,
        ModelType = "regression",
        State = "{}",
        At = DateTimeOffset.UnixEpoch,
        Ledger = [new LedgerAppend(DateTimeOffset.UnixEpoch, "promoted", by)],
        Serving = new ServingRow(
            Model, string.Create(CultureInfo.InvariantCulture, $"{by}-{expectedRevision + 1}"), "artifact", "{}"),
    };
}
