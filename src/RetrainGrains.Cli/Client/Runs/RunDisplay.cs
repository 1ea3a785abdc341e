using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Runs;

/// <summary>Shows runs: in a list, counted, or one whole.</summary>
internal static class RunDisplay
{
    public static void WriteList(CommandOutput output, V1.ListRunsResponse list)
    {
        var table = new TextTable("run", "state", "cause", "planned (UTC)", ">took", "~result", "?~reason");
        foreach (var run in list.Runs)
        {
            table.Row(run.RunId, Shown.Name(run.State), run.Cause, Shown.Minute(run.PlannedAt), Took(run),
                Result(run), run.Reason);
        }
        table.WriteTo(output);
        if (list.NextPageToken.Length > 0) output.WriteLine("There are earlier ones: --limit shows more.");
    }

    public static void WriteStatistics(CommandOutput output, V1.RunStatistics counted) => Shown.Pairs(
        output,
        ("running", Shown.Whole(counted.Running)),
        ("finished", Shown.Whole(counted.Finished)),
        ("failed", Shown.Whole(counted.Failed)),
        ("cancelled", Shown.Whole(counted.Cancelled)),
        ("promoted", Shown.Whole(counted.Promoted)),
        ("success rate", Share(counted.HasSuccessRate, counted.SuccessRate)),
        ("promotion rate", Share(counted.HasPromotionRate, counted.PromotionRate)),
        ("mean duration", Length(counted.MeanDuration?.ToTimeSpan())));

    public static void WriteWhole(CommandOutput output, V1.Run run)
    {
        Shown.Pairs(
            output,
            ("run", run.RunId),
            ("state", Shown.Name(run.State)),
            ("cause", $"{run.Cause} ({run.Severity}): {run.Reason}"),
            ("check", Shown.Text(run.CheckId)),
            ("planned", Shown.Time(run.PlannedAt)),
            ("ended", run.EndedAt is null ? Shown.Text(null) : $"{Shown.Time(run.EndedAt)}, after {Took(run)}"),
            ("outcomes", Shown.Whole(run.Outcomes)),
            ("result", Result(run)));
        if (run.Steps.Count > 0) WriteSteps(output, run);
        if (run.Challengers.Count > 0) WriteChallengers(output, run);
        if (run.Verdicts.Count > 0) WriteVerdicts(output, run);
    }

    /// <summary>Says in a few words what came of a run.</summary>
    public static string Result(V1.Run run) => run.Promoted ? "promoted"
        : run.State == V1.RunState.Finished ? "promoted nothing"
        : Shown.Text(run.Failures);

    /// <summary>Describes how far a challenger is, in a few words.</summary>
    public static string Progress(V1.RunChallenger challenger) => challenger.Total > 0
        ? $"{challenger.Stage} {challenger.Done}/{challenger.Total}"
            + (challenger.HasLoss ? $", loss {Shown.Number(challenger.Loss)}" : "")
        : Shown.Name(challenger.Status);

    private static void WriteSteps(CommandOutput output, V1.Run run)
    {
        var table = new TextTable("step", "~recipe", "state", "from (UTC)", "to (UTC)");
        foreach (var step in run.Steps)
        {
            table.Row(step.Name, Shown.Text(step.Recipe), step.State, Shown.Time(step.StartedAt),
                Shown.Time(step.EndedAt));
        }
        table.WriteTo(output);
    }

    private static void WriteChallengers(CommandOutput output, V1.Run run)
    {
        var table = new TextTable(
            "~challenger", "~training", ">rows", "from", "to", ">seconds", ">trials", ">search", "~failure");
        foreach (var one in run.Challengers)
        {
            table.Row(one.Recipe, Progress(one), one.Rows == 0 ? Shown.Text(null) : Shown.Whole(one.Rows),
                Shown.Day(one.From), Shown.Day(one.To), Shown.Number(one.TrainingSeconds),
                one.Trials == 0 ? Shown.Text(null) : Shown.Whole(one.Trials),
                one.HasRelativeLoss ? $"× {Shown.Number(one.RelativeLoss)}" : Shown.Text(null),
                Shown.Text(one.Failure));
        }
        table.WriteTo(output);
    }

    private static void WriteVerdicts(CommandOutput output, V1.Run run)
    {
        var table = new TextTable("~challenger", "gate", "", "~finding");
        foreach (var verdict in run.Verdicts)
            table.Row(verdict.Challenger, verdict.Gate, verdict.Passed ? "✓" : "✗", verdict.Finding);
        table.WriteTo(output);
    }

    private static string Took(V1.Run run) => run.EndedAt is { } ended
        ? Length(ended.ToDateTimeOffset() - run.PlannedAt.ToDateTimeOffset())
        : Shown.Text(null);

    private static string Length(TimeSpan? length) => length switch
    {
        null => Shown.Text(null),
        { TotalMinutes: < 1 } => $"{length.Value.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s",
        { TotalHours: < 1 } => $"{length.Value.TotalMinutes.ToString("0.#", CultureInfo.InvariantCulture)} min",
        _ => Formatted.Days(length.Value),
    };

    private static string Share(bool known, double share) =>
        known ? share.ToString("0.0 %", CultureInfo.InvariantCulture) : Shown.Text(null);
}
