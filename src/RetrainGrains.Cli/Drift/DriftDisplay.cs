using RetrainGrains.Domain.Primitives;
using Spectre.Console;

namespace RetrainGrains.Cli.Drift;

/// <summary>Shows a comparison as a table.</summary>
internal static class DriftDisplay
{
    private static readonly string[] Numbers = ["value", "limit", "p", "level"];

    public static void Write(IAnsiConsole console, DriftReport report)
    {
        console.WriteLine($"reference: {Rows(report.Reference, report)}; current: {Rows(report.Current, report)}; "
            + $"profile {report.Profile}");
        var table = new Table().Border(TableBorder.Simple).AddColumn("column").AddColumn("type").AddColumn("what");
        foreach (var title in Numbers) table.AddColumn(new TableColumn(title).RightAligned());
        table.AddColumn("verdict").AddColumn(new TableColumn("missing").RightAligned());
        foreach (var column in report.Columns) table.AddRow(Cells(column));
        table.AddEmptyRow();
        if (report.Reconstruction is { } rebuilt) table.AddRow(Cells(rebuilt));
        table.AddRow(Cells(report.Classifier));
        console.Write(table);
        foreach (var (column, reason, _) in report.LeftOut) console.WriteLine($"{column} is not compared: {reason}");
        console.WriteLine($"{report.DriftedColumns} of {report.Columns.Length} columns drifted; "
            + report.Verdict switch
            {
                DriftVerdict.Drift => "drift",
                DriftVerdict.NoDrift => "no drift",
                _ => "cannot be compared as a whole: no drift elsewhere, but nothing is known of "
                    + string.Join(", ", report.NotCompared.Select(column => column.Column)),
            });
    }

    private static string Rows(SampledRows side, DriftReport report) => side.Compared < side.Rows
        ? string.Create(CultureInfo.InvariantCulture,
            $"{side.Compared:N0} rows, drawn of {side.Rows:N0} with seed {report.Seed}")
        : string.Create(CultureInfo.InvariantCulture, $"{side.Rows:N0} rows");

    private static string[] Cells(ColumnDrift column) =>
    [
        Markup.Escape(column.Column), Lower(column.Type.ToString()), Spaced(column.Statistic), Number(column.Value),
        Number(column.Limit), Number(column.PValue), Number(column.Level), Verdict(column.Drifted),
        column.MissingInReference + column.MissingInCurrent == 0 ? ""
            : $"{Formatted.Percent(column.MissingInReference)} → {Formatted.Percent(column.MissingInCurrent)}",
    ];

    private static string[] Cells(Reconstruction rebuilt) =>
    [
        "all columns", "", $"reconstruction error, {rebuilt.KeptComponents} components", Number(rebuilt.Value),
        $"{Number(rebuilt.Lower)} … {Number(rebuilt.Upper)}", Number(rebuilt.PValue), Number(rebuilt.Level),
        Verdict(rebuilt.Drifted), "",
    ];

    private static string[] Cells(DomainClassifier classifier) =>
    [
        "all columns", "", "classifier's AUC, out of fold",
        $"{Number(classifier.Auc)} ({Number(classifier.Lower)} … {Number(classifier.Upper)})",
        Number(classifier.Limit), Number(classifier.PValue), Number(classifier.Level), Verdict(classifier.Drifted), "",
    ];

    private static string Verdict(bool? drifted) => drifted switch { true => "DRIFT", false => "ok", null => "–" };

    private static string Number(double? value) => value is { } number ? Formatted.Number(number) : "–";

    private static string Lower(string name) => name.ToLowerInvariant();

    // KolmogorovSmirnov → Kolmogorov Smirnov
    private static string Spaced(string name) =>
        string.Concat(name.Select((letter, i) => i > 0 && char.IsUpper(letter) ? $" {letter}" : $"{letter}"));
}
