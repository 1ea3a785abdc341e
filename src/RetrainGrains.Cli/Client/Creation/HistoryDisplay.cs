using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Creation;

/// <summary>Says what became of the rows of a history.</summary>
internal static class HistoryDisplay
{
    public static void Write(CommandOutput output, ImportedRows rows)
    {
        output.WriteLine($"{Shown.Whole(rows.Stored)} rows are stored, {Shown.Whole(rows.Known)} were before, "
            + $"{Shown.Whole(rows.LeftOut)} have no outcome");
        if (rows.Conflicts > 0)
            output.WriteLine($"{Shown.Whole(rows.Conflicts)} were before with another outcome, which is kept");
        if (rows.Refused == 0) return;
        output.WriteLine($"{Shown.Whole(rows.Refused)} were refused; correct them and give the same command again");
        foreach (var reason in rows.Reasons) output.WriteLine($"  {reason}");
    }

    /// <summary>Says the same of a file that a server read, each kind of fault once.</summary>
    public static void Write(CommandOutput output, V1.HistoryFileProgress file) => Write(output, new ImportedRows(
        file.Stored, file.Known, file.Conflicts, file.WithoutOutcome, file.Refused,
        [
            .. file.Faults.Select(fault => $"{Shown.Whole(fault.Rows)} rows, the first is {fault.Place}: "
                + $"{fault.Field} '{fault.Value}' {fault.Rule}"),
        ]));
}
