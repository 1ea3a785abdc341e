using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Models;

/// <summary>Shows one model: how it stands, or whole.</summary>
internal static class ModelDisplay
{
    public const int FeaturesShown = 20;

    public static void WriteStatus(CommandOutput output, V1.Model model)
    {
        Shown.Pairs(
            output,
            ("model", model.ModelId),
            ("champion", ChampionOf(model)),
            ("outcomes", $"{Shown.Whole(model.Outcomes)}, the newest of {Shown.Time(model.NewestOutcome)}"),
            ("last check", Shown.Time(model.LastCheck)),
            ("last decision", Shown.Text(model.LastDecision)),
            ("next check", Shown.Time(model.NextCheck)),
            ("run in flight", Shown.Text(model.RunInFlight)));
        Shown.Pairs(output, model.NotCompared.Select((reason, i) => (i == 0 ? "not compared" : "", reason)));
        WriteChallengers(output, model.Challengers);
    }

    public static void WriteWhole(CommandOutput output, V1.Model model)
    {
        WriteStatus(output, model);
        Shown.Pairs(
            output,
            ("type", model.ModelType),
            ("revision", Shown.Whole(model.Revision)),
            ("target", $"{model.Schema?.Target} ({Shown.Name(model.Schema?.Task ?? default)})"),
            ("features", Features(model.Schema)),
            ("earlier", Shown.Text(string.Join(", ", model.FormerChampions.Select(former => former.Version)))));
        if (model.Champion is { } champion) WriteMembers(output, champion);
        WriteCandidates(output, model.Candidates);
        WriteRegrets(output, model.Regrets);
    }

    /// <summary>Writes in one line what serves now.</summary>
    public static void WriteServes(CommandOutput output, V1.Model model) => output.WriteLine(
        $"{model.ModelId} serves {ChampionOf(model)}; revision {Shown.Whole(model.Revision)}");

    /// <summary>Lists a schema's features by name, many not whole.</summary>
    public static string Features(V1.Schema? schema)
    {
        var names = schema?.Features.Select(feature => feature.Name).ToArray() ?? [];
        var more = names.Length > FeaturesShown ? $" and {names.Length - FeaturesShown} more" : "";
        return string.Join(", ", names.Take(FeaturesShown)) + more;
    }

    /// <summary>Describes what serves in a few words.</summary>
    public static string ChampionOf(V1.Model model)
    {
        if (model.Champion is not { } champion) return "none until the first training has ended";
        var others = champion.Members.Count > 1 ? $" and {champion.Members.Count - 1} more" : "";
        var probation = champion.InProbation ? ", in probation" : "";
        return $"{champion.Version} {champion.Recipe}{others}, promoted {Shown.Time(champion.PromotedAt)}{probation}";
    }

    private static void WriteChallengers(CommandOutput output, IReadOnlyCollection<V1.Challenger> challengers)
    {
        if (challengers.Count == 0) return;
        var table = new TextTable("challenger", "status", "stage", ">done", ">of", ">loss", ">seconds");
        foreach (var challenger in challengers)
        {
            table.Row(challenger.Recipe, Shown.Name(challenger.Status), Shown.Text(challenger.Stage),
                Shown.Whole(challenger.Done), Shown.Whole(challenger.Total),
                challenger.HasLoss ? Shown.Number(challenger.Loss) : "",
                Shown.Number(challenger.TrainingSeconds));
        }
        table.WriteTo(output);
    }

    private static void WriteMembers(CommandOutput output, V1.Champion champion)
    {
        var table = new TextTable("member", ">weight", ">rows", "from", "to (UTC)", "~artifact");
        foreach (var member in champion.Members)
        {
            table.Row(member.Recipe, Formatted.Percent(member.Weight), Shown.Whole(member.Dataset?.Rows ?? 0),
                Shown.Day(member.Dataset?.From), Shown.Day(member.Dataset?.To), member.ArtifactId);
        }
        table.WriteTo(output);
    }

    private static void WriteCandidates(CommandOutput output, IReadOnlyCollection<V1.Candidate> candidates)
    {
        if (candidates.Count == 0) return;
        var table = new TextTable(
            "candidate", ">loss", ">corrected", ">rows", ">weight", "trained (UTC)", "~kept out");
        foreach (var candidate in candidates.OrderByDescending(candidate => candidate.Weight))
        {
            table.Row(candidate.Name, Shown.Number(candidate.Loss), Shown.Number(candidate.CorrectedLoss),
                Shown.Whole((long)candidate.Rows), Formatted.Percent(candidate.Weight),
                Shown.Minute(candidate.TrainedAt), KeptOut(candidate.Retired));
        }
        table.WriteTo(output);
    }

    private static string KeptOut(V1.CandidateRetirement? retired) => retired is null
        ? Shown.Text(null)
        : $"by {retired.By}{(retired.Reason.Length == 0 ? "" : $": {retired.Reason}")}"
            + (retired.UntilTrained ? ", until it is trained" : "");

    private static void WriteRegrets(CommandOutput output, IReadOnlyCollection<V1.Regret> regrets)
    {
        foreach (var regret in regrets)
        {
            output.WriteLine(
                $"lost {Shown.Number(regret.Ratio)} of what {regret.Best} lost in {regret.Loss}, the best recipe of "
                + $"hindsight ({Shown.Number(regret.ServedLoss)} against {Shown.Number(regret.BestLoss)}, half-life "
                + $"{Formatted.Days(regret.HalfLife.ToTimeSpan())})");
        }
    }
}
