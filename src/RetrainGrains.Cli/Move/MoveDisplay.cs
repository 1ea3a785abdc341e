using RetrainGrains.Cli.Terminal;
using RetrainGrains.Storage;
using Spectre.Console;

namespace RetrainGrains.Cli.Move;

/// <summary>Shows the progress and the result of a move.</summary>
internal static class MoveDisplay
{
    public static PhaseProgress Phase(CopyProgress step) =>
        new($"{(step.Phase == CopyPhase.Copying ? "copying" : "comparing")} {step.Table}", step.Rows, step.Total);

    public static void Write(IAnsiConsole console, MoveReport report)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn("table").AddColumn(new TableColumn("rows").RightAligned()).AddColumn("SHA-256");
        foreach (var (name, rows, hash) in report.Tables) table.AddRow(name, $"{rows:N0}", hash);
        console.Write(table);
        console.WriteLine($"{report.To} holds all that {report.From} holds: "
            + $"{report.Tables.Sum(one => one.Rows):N0} rows in {report.Tables.Length} tables; "
            + $"ledger {report.LedgerSha256}");
    }
}
