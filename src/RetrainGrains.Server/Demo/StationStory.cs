using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Gates;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Triggers;

namespace RetrainGrains.Server.Demo;

/// <summary>Reads one model's ledger as a story: what people want to hear, and how the model stands.</summary>
internal sealed class StationStory(StationPlan plan)
{
    private const int MembersShown = 3;

    // Of all the gates that were passed, those that say most about why, in this order.
    private static readonly ImmutableArray<string> TellingFirst = ["improvement", "regression", "sanity"];

    private ImmutableArray<GateReport> verdicts = [];
    private int sustainedChecks = 1;
    private int driftStreak;
    private bool isFirst = true;
    private bool isTraining;
    private bool isInProbation;

    public string Version { get; private set; } = "";
    public string Lead { get; private set; } = "";

    public string Standing => isTraining ? "training"
        : driftStreak >= sustainedChecks ? "drift"
        : isInProbation ? "probation"
        : "ok";

    public IEnumerable<StoryLine> Tell(LifecycleEvent happened, DateTimeOffset at)
    {
        StoryLine Line(StoryKind kind, string why) => new(at, plan.Name, kind, why);
        switch (happened)
        {
            case ModelRegistered registered:
                sustainedChecks = registered.Policy.Drift.SustainedChecks;
                break;
            case ModelChecked looked:
                driftStreak = looked.DriftStreak;
                if (driftStreak == sustainedChecks) yield return Line(StoryKind.Drift, Drifted(looked));
                break;
            case RunPlanned run:
                isTraining = true;
                if (run.Cause.Kind != TriggerKind.First) yield return Line(StoryKind.Retraining, run.Cause.Text);
                break;
            case RunEnded ended:
                isTraining = false;
                verdicts = ended.Verdicts;
                if (Rejected(ended) is { } rejected && !isFirst) yield return Line(StoryKind.Rejected, rejected);
                break;
            case ChampionPromoted promoted:
                Serve(promoted.Version.Number, promoted.Version.Members);
                yield return Line(isFirst ? StoryKind.First : StoryKind.Promoted, Promoted(promoted.Version));
                isInProbation = !isFirst;
                isFirst = false;
                break;
            case BlendWeighted weighted:
                Lead = weighted.Members.MaxBy(member => member.Weight)!.Recipe.Name;
                break;
            case ProbationPassed passed:
                isInProbation = false;
                yield return Line(StoryKind.Confirmed, $"{passed.Version}: {passed.Reason}");
                break;
            case ChampionRolledBack back:
                isInProbation = false;
                Version = back.To.ToString();
                yield return Line(StoryKind.Rollback, $"{back.From} → {back.To}: {back.Reason}");
                break;
        }
    }

    private void Serve(SemanticVersion number, ImmutableArray<Member> members) =>
        (Version, Lead) = (number.ToString(), members.MaxBy(member => member.Weight)!.Recipe.Name);

    private static string Drifted(ModelChecked looked)
    {
        var features = looked.Drift.Select(finding => finding.Feature).Distinct().Count();
        var strongest = looked.Drift.MinBy(finding => finding.PValue)!;
        var others = features > 1 ? $"; {features} inputs in all" : "";
        return strongest.Describe() + others;
    }

    // A version of one recipe says what its gates found; a blend is its own reason: weights follow track records.
    private string Promoted(ModelVersion version)
    {
        if (isFirst && version.Members.Length > 1)
        {
            return $"{version.Number} made of {version.Members.Length} recipes: none has a track record yet";
        }
        if (version.Members.Length == 1) return $"{version.Number} {version.Lead.Recipe}: {Telling(version)}";
        var names = version.Members.OrderByDescending(member => member.Weight).Take(MembersShown)
            .Select(member => $"{Formatted.Percent(Math.Round(member.Weight, 2))} {member.Recipe}");
        var others = version.Members.Length > MembersShown ? $" + {version.Members.Length - MembersShown} more" : "";
        return $"{version.Number} by track record: {string.Join(" + ", names)}{others}";
    }

    private string Telling(ModelVersion version)
    {
        var passed = verdicts.FirstOrDefault(report => report.Challenger == version.Lead.Recipe.Name)?.Verdicts ?? [];
        var telling = TellingFirst.SelectMany(gate => passed.Where(verdict => verdict.Gate == gate)).FirstOrDefault();
        return telling is null ? version.Reason : $"{telling.Gate}: {telling.Finding}";
    }

    private static string? Rejected(RunEnded ended)
    {
        var rejected = ended.Verdicts.Where(verdict => !verdict.Passed).ToArray();
        if (rejected.Length == 0) return null;
        var others = rejected.Length > 1 ? $" (and {rejected.Length - 1} more)" : "";
        return $"{rejected[0].Challenger}{others}: {rejected[0].Reason}";
    }
}
