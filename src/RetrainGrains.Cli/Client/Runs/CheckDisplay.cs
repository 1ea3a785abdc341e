using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Runs;

/// <summary>Shows checks: in a list, or one with its signals.</summary>
internal static class CheckDisplay
{
    public static void WriteList(CommandOutput output, V1.ListChecksResponse list)
    {
        var table = new TextTable("check", "at (UTC)", "decision", "lead", ">error", ">drift in a row", "~held back");
        foreach (var check in list.Checks)
        {
            table.Row(check.CheckId, Shown.Minute(check.At), Shown.Name(check.Decision), Shown.Text(check.Lead),
                Shown.Number(check.HasError ? check.Error : double.NaN), Shown.Whole(check.DriftStreak),
                Shown.Text(string.Join("; ", check.HeldBack)));
        }
        table.WriteTo(output);
        if (list.NextPageToken.Length > 0) output.WriteLine("There are earlier ones: --limit shows more.");
    }

    public static void WriteWhole(CommandOutput output, V1.ModelCheck check)
    {
        Shown.Pairs(
            output,
            ("check", check.CheckId),
            ("at", Shown.Time(check.At)),
            ("ledger line", Shown.Whole(check.Sequence)),
            ("outcomes", Shown.Whole(check.Outcomes)),
            ("error", Shown.Number(check.HasError ? check.Error : double.NaN)),
            ("decision", Shown.Name(check.Decision)),
            ("run", Shown.Text(check.RunId)));
        Shown.Pairs(output, check.Triggers.Select(
            (fired, i) => (i == 0 ? "fired" : "", $"{fired.Kind} ({fired.Severity}): {fired.Reason}")));
        Shown.Pairs(output, check.HeldBack.Select((reason, i) => (i == 0 ? "held back" : "", reason)));
        Shown.Pairs(output, check.NotCompared.Select((reason, i) => (i == 0 ? "not compared" : "", reason)));
        if (check.Signals.Count == 0) return;
        var table = new TextTable("signal", "~of", "~measure", ">value", ">reference", ">limit", ">p", "verdict");
        foreach (var signal in check.Signals)
        {
            table.Row(signal.Source, Shown.Text(signal.Subject), signal.Measure,
                Number(signal.HasValue, signal.Value), Number(signal.HasReference, signal.Reference),
                Number(signal.HasLimit, signal.Limit), Number(signal.HasPValue, signal.PValue),
                Shown.Name(signal.Verdict));
        }
        table.WriteTo(output);
    }

    private static string Number(bool known, double number) => Shown.Number(known ? number : double.NaN);
}
