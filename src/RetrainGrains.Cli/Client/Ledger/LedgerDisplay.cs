using System.Text.Json;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Ledger;

/// <summary>Shows lines of a ledger, each on one line.</summary>
internal static class LedgerDisplay
{
    private const int ReasonsShown = 3;

    public static void Write(ServerSession session, V1.LedgerEntry line, FieldChoice? fields = null) =>
        session.Output.WriteLine(fields is not null ? Chosen(session.Json, line, fields)
            : session.Json ? WireJson.Line(line)
            : $"{line.Sequence,6}  {Shown.Time(line.At)}  {line.Kind,-16}  {Tell(Read(line))}".TrimEnd());

    /// <summary>Reads a line's body; null where a server of another version wrote an unknown kind.</summary>
    public static LifecycleEvent? Read(V1.LedgerEntry line)
    {
        try
        {
            return DomainJson.Read<LifecycleEvent>(line.BodyJson);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Chosen(bool json, V1.LedgerEntry line, FieldChoice fields) => json
        ? WireJson.Line(fields.Of(line))
        : $"{line.Sequence,6}  {string.Join("  ", fields.Values(line))}";

    private static string Tell(LifecycleEvent? happened) => happened switch
    {
        ModelRegistered registered =>
            $"{registered.ModelType}: {registered.Schema.Target} by {registered.Schema.Features.Length} features",
        PolicySet set => $"by {set.By}",
        ModelChecked looked => Tell(looked),
        IntervalAdapted adapted => adapted.Reason,
        PeriodServed period => period.Reason,
        BlendWeighted weighted => weighted.Reason,
        RunPlanned run => $"{run.RunId}: {run.Cause.Text}; {run.Recipes.Length} challengers",
        RunEnded ended => Tell(ended),
        ChampionPromoted promoted =>
            $"{promoted.Version.Number} {promoted.Version.Lead.Recipe}: {promoted.Version.Reason}",
        ProbationPassed passed => $"{passed.Version}: {passed.Reason}",
        ChampionRolledBack { Reason: "" } back => $"{back.From} → {back.To} by {back.By}",
        ChampionRolledBack back => $"{back.From} → {back.To} by {back.By}: {back.Reason}",
        CandidateRetired retired => $"{retired.Candidate} by {retired.By}: {retired.Reason}",
        CandidateRestored restored => $"{restored.Candidate} by {restored.By}: {restored.Reason}",
        FactsRepaired repaired => $"{repaired.Repair.ToString().ToLowerInvariant()} of "
            + $"{Shown.Whole(repaired.Rows)} rows by {repaired.By}: {repaired.Reason}",
        _ => "",
    };

    private static string Tell(ModelChecked looked)
    {
        var decision = looked.Decision;
        var alerts = looked.Alerts.IsEmpty ? "" : $"; alerts: {string.Join(", ", looked.Alerts)}";
        return (decision.Retrain ? $"retrains: {decision.Lead!.Text}"
            : decision.HeldBack.IsEmpty ? "nothing to do"
            : $"waits: {string.Join("; ", decision.HeldBack)}") + alerts;
    }

    private static string Tell(RunEnded ended)
    {
        var rejected = ended.Verdicts.Where(verdict => !verdict.Passed).ToArray();
        string[] reasons =
        [
            .. ended.Failures.Take(ReasonsShown),
            .. rejected.Take(ReasonsShown).Select(verdict => $"rejected {verdict.Challenger}: {verdict.Reason}"),
        ];
        var result = ended.CancelledBy is not null ? "cancelled"
            : ended.Failed ? "failed"
            : ended.Promoted ? "promoted"
            : "promoted nothing";
        return string.Join("; ", reasons.Prepend($"{ended.RunId}: {result}"));
    }
}
