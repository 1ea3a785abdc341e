using System.Globalization;

namespace RetrainGrains.Storage.Tests.Processes;

/// <summary>Writes until it is killed, and says a line after each commit that has returned.</summary>
internal static class CrashingWriter
{
    public const string Name = "write-until-killed";
    public const string Model = "crashing";
    public const int Rows = 5;
    public const int Lines = 2;

    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static string PredictionId(long round, int row) =>
        string.Create(CultureInfo.InvariantCulture, $"p-{round}-{row}");

    public static async Task RunAsync(IDatabase database)
    {
        await database.MigrateAsync();
        for (var round = (await database.Models.FindAsync(Model))?.Revision ?? 0; ; round++)
        {
            await database.Observations.AppendPredictionsAsync(Model, Predictions(round));
            Acknowledge("predicted", round);
            await database.Observations.RecordOutcomesAsync(Model, Outcomes(round));
            Acknowledge("recorded", round);
            await database.Models.CommitAsync(Commit(round));
            Acknowledge("committed", round);
        }
    }

    private static void Acknowledge(string what, long round) =>
        ChildProcess.Say(string.Create(CultureInfo.InvariantCulture, $"{what} {round}"));

    private static PredictionRow[] Predictions(long round) => [.. Enumerable.Range(0, Rows).Select(
        row => new PredictionRow(PredictionId(round, row), Start.AddHours(round), [row], row, "v1"))];

    private static OutcomeRow[] Outcomes(long round) => [.. Enumerable.Range(0, Rows).Select(
        row => new OutcomeRow(PredictionId(round, row), row, Start.AddHours(round + 1)))];

    private static ModelCommit Commit(long round) => new()
    {
        ModelId = Model,
        ExpectedRevision = round,
        ModelType = "regression",
        State = new string('s', 3_000),
        At = Start.AddHours(round),
        Ledger = [.. Enumerable.Repeat(new LedgerAppend(Start.AddHours(round), "checked", "{}"), Lines)],
        Serving = new ServingRow(Model, $"v{round + 1}", "artifact", "{}"),
        Outbox = [new OutboxAppend("notify", "{}")],
        Windows = [new WindowRow(round, new byte[500])],
    };
}
