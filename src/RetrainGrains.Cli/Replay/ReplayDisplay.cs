using RetrainGrains.Domain.Primitives;
using Spectre.Console;

namespace RetrainGrains.Cli.Replay;

/// <summary>Shows the result of a replay.</summary>
public static class ReplayDisplay
{
    public static void Write(IAnsiConsole console, ReplayReport report)
    {
        console.Write(ModelTable(report));
        foreach (var model in report.Models) Explain(console, model);
        if (!report.Overall.FixedPolicies.IsEmpty) console.Write(PolicyTable(report));
        foreach (var model in report.Models) WriteNotes(console, model);
        console.WriteLine(Summary(report.Overall));
    }

    private static Table ModelTable(ReplayReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("model");
        foreach (var title in new[]
        {
            "rows", "predictions", "error", "best fixed", "its error", "ratio", "worst month", "checks", "runs",
            "failed", "promotions", "rejections", "rollbacks", "training s",
        })
        {
            table.AddColumn(new TableColumn(title).RightAligned());
        }
        foreach (var model in report.Models)
        {
            table.AddRow(Cells(
                model.Model, Whole(model.Rows), Whole(model.Predictions), Number(model.Error),
                model.BestFixedPolicy ?? "–", Number(model.BestFixedError), Number(model.RelativeError),
                model.WorstMonth is { } month ? $"{Number(month.Ratio)} ({month.Month})" : "–",
                Whole(model.Checks), Whole(model.Runs), Whole(model.FailedTrainings), Whole(model.Promotions),
                Whole(model.Rejections), Whole(model.Rollbacks), Number(model.TrainingSeconds)));
        }
        return table;
    }

    // One row per policy, one column per model: what each would have cost in its own stream.
    private static Table PolicyTable(ReplayReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("policy");
        var models = report.Models.Select(model => Markup.Escape(model.Model));
        foreach (var title in models.Concat(["relative error", "retrainings", "training s"]))
        {
            table.AddColumn(new TableColumn(title).RightAligned());
        }
        table.AddRow(Cells(
            [report.Policy, .. report.Models.Select(model => Number(model.Error)),
                Number(report.Overall.MeanRelativeError), Whole(report.Overall.Runs),
                Number(report.Overall.TrainingSeconds)]));
        foreach (var policy in report.Overall.FixedPolicies)
        {
            var errors = report.Models.Select(
                model => Number(model.FixedPolicies.Single(one => one.Policy == policy.Policy).Error));
            table.AddRow(Cells(
                [policy.Policy, .. errors, Number(policy.MeanRelativeError), Whole(policy.Retrainings),
                    Number(policy.TrainingSeconds)]));
        }
        return table;
    }

    private static void Explain(IAnsiConsole console, ModelReport model)
    {
        foreach (var line in model.Explanations) console.WriteLine($"{model.Model}: {line}");
    }

    private static void WriteNotes(IAnsiConsole console, ModelReport model)
    {
        var input = model.Input;
        (string What, long Count)[] notes =
        [
            ("missing values", input.MissingValues), ("bad values", input.BadValues),
            ("rows without a line to join", input.Unmatched), ("duplicate rows", input.Duplicates),
            ("rows out of order", input.OutOfOrder), ("gaps", input.Gaps),
            ("short lines, whose last cells count as missing", input.FilledLines),
            ("lines left out for their number of cells", input.SkippedLines),
            ("rows in an hour that the clock has twice", input.RepeatedHours),
            ("rows in an hour that the clock skips", input.SkippedHours),
            ("rows without outcome", input.WithoutTarget), ("rows without prediction", model.Unanswered),
        ];
        var found = notes.Where(note => note.Count > 0).Select(note => $"{Whole(note.Count)} {note.What}").ToArray();
        if (found.Length > 0) console.WriteLine($"{model.Model}: {string.Join(", ", found)}");
        foreach (var note in input.Notes) console.WriteLine($"{model.Model}: {note}");
        WriteFailures(console, model);
        if (model.Regret is { } regret)
        {
            console.WriteLine(
                $"{model.Model}: lost {Number(regret.Total)} of what {regret.Best} lost in {regret.Loss}, the best "
                + $"recipe of hindsight; at worst {Number(regret.Worst)} over the longest memory "
                + $"({regret.WorstAt:yyyy-MM-dd}){BoundText(regret)}");
        }
        foreach (var policy in model.FixedPolicies.Where(policy => policy.Failure is not null))
        {
            console.WriteLine($"{model.Model}, {policy.Policy}: {policy.Failure}");
        }
    }

    private static string BoundText(RegretReport regret) => regret switch
    {
        { Bound: { } bound } => $"; bound {Number(bound)}, {regret.BoundReason}",
        { BoundReason: { } reason } => $"; {reason}",
        _ => "",
    };

    // Also without being asked why: a training that never succeeds is nothing to find out later.
    private static void WriteFailures(IAnsiConsole console, ModelReport model)
    {
        foreach (var kind in model.Failures)
        {
            var when = Formatted.Instant(kind.First)
                + (kind.Count == 1 ? "" : $" to {Formatted.Instant(kind.Last)}");
            console.WriteLine($"{model.Model}: failed {Times(kind.Count)} ({when}): {kind}");
        }
        if (model.NeverServed is { } reason) console.WriteLine($"{model.Model}: no version ever served: {reason}");
    }

    private static string Times(int count) => count == 1 ? "once" : $"{Whole(count)} times";

    private static string Summary(OverallReport overall)
    {
        var triggers = string.Join(", ", overall.Triggers.Select(trigger => $"{trigger.Key} {Whole(trigger.Value)}"));
        if (triggers.Length == 0) triggers = "none";
        return $"{Whole(overall.Predictions)} predictions in {Number(overall.WallSeconds)} s, "
            + $"{Number(overall.TrainingSeconds)} s of it training; triggers: {triggers}; "
            + $"ledger {overall.LedgerSha256}";
    }

    private static string[] Cells(params string[] texts) => Array.ConvertAll(texts, Markup.Escape);

    private static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Number(double number)
    {
        if (double.IsNaN(number)) return "–";
        return number.ToString(Math.Abs(number) < 10 ? "0.0000" : "0.00", CultureInfo.InvariantCulture);
    }
}
