using System.Text.Json;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Storage.Sql;

/// <summary>
/// The projection of one model's ledger, line by line in order, to the rows of the read models: pure, so that the same
/// lines give the same rows whenever they are projected. What a line does not say stays missing.
/// </summary>
internal sealed class LedgerProjection(string modelId)
{
    // The kinds that the read models say nothing of: they are not even read.
    private static readonly string[] Silent = ["weighted", "period-served", "interval-adapted"];

    // A run is planned by the check that stands before it.
    private string? lastCheck;

    /// <summary>The lines so far that are no event of the lifecycle, or none that this program can read.</summary>
    public long Unread { get; private set; }

    /// <summary>
    /// Projects the next line. A line that is no event of the lifecycle, as tests and later programs write them, gives
    /// no rows.
    /// </summary>
    public IEnumerable<ViewChange> Project(long sequence, DateTimeOffset at, string kind, string body)
    {
        if (Silent.Contains(kind)) return [];
        if (Read(body) is not { } happened)
        {
            Unread++;
            return [];
        }
        return happened switch
        {
            ModelChecked check => OfCheck(sequence, check),
            RunPlanned run => [OfRun(sequence, run), Step(run.RunId, 0, "planned", null, "done", run.At, run.At)],
            RunEnded run => [RunRows.Of(run)],
            ChampionPromoted promoted => OfPromotion(sequence, promoted),
            ChampionRolledBack back =>
            [
                new DeploymentEnded(modelId, back.At),
                Deployed(sequence, back.To, "rolled-back", back.By, back.Reason, back.At),
                Decided(sequence, back.At, "rolled-back", back.By, back.Reason),
            ],
            ProbationPassed passed => [Decided(sequence, at, "probation-passed", null, passed.Reason)],
            PolicySet set => [Decided(sequence, at, "policy-set", set.By, "")],
            CandidateRetired one => [Decided(sequence, at, kind, one.By, Named(one.Candidate, one.Reason))],
            CandidateRestored one => [Decided(sequence, at, kind, one.By, Named(one.Candidate, one.Reason))],
            ModelRegistered => [Decided(sequence, at, "registered", null, "")],
            SchemaChanged changed => [Decided(sequence, at, "schema-changed", changed.By, changed.Reason)],
            FactsRepaired repaired => [Decided(sequence, at, "facts-repaired", repaired.By, repaired.Reason)],
            _ => [],
        };
    }

    internal static ViewRow Step(
        string runId, int ordinal, string name, Recipe? recipe, string state, DateTimeOffset? from,
        DateTimeOffset? to) =>
        new(TableShape.Steps, ViewIds.OfRun(runId), (long)ordinal, name, recipe?.Name, state, Time(from), Time(to));

    internal static long? Time(DateTimeOffset? at) => at?.ToUnixTimeMilliseconds();

    internal static string Json(IEnumerable<string> texts) => DomainJson.Write(texts);

    private static LifecycleEvent? Read(string body)
    {
        try
        {
            return DomainJson.Read<LifecycleEvent>(body);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }

    private IEnumerable<ViewChange> OfCheck(long sequence, ModelChecked check)
    {
        var id = lastCheck = ViewIds.Of("check", modelId, sequence, check.At);
        var decision = check.Decision;
        var name = decision.Retrain ? CheckDecision.Retrain
            : decision.Fired.IsEmpty ? CheckDecision.Wait
            : CheckDecision.HeldBack;
        yield return new ViewRow(
            TableShape.Checks, id, modelId, sequence, Time(check.At), (long)check.Outcomes, check.Error,
            (long)check.DriftStreak, name, decision.Lead?.Kind, Json(decision.HeldBack), Json(check.NotCompared));
        foreach (var (i, signal) in (check.Signals ?? []).Index())
        {
            yield return new ViewRow(
                TableShape.Signals, id, (long)i, Word(signal.Source), signal.Subject, signal.Measure, signal.Value,
                signal.Reference, signal.Limit, signal.PValue, Word(signal.Verdict));
        }
        foreach (var (i, reason) in decision.Fired.Index())
        {
            yield return new ViewRow(
                TableShape.Triggers, id, (long)i, reason.Kind, Word(reason.Severity), reason.Rule, reason.Text);
        }
        if (check.Signals is null) yield return new AlertsClosed(modelId, check.At, check.Alerts, AllOthers: true);
        else if (check.Closed is { } closed) yield return new AlertsClosed(modelId, check.At, closed);
        foreach (var (i, alert) in check.Opened.Index())
        {
            yield return new ViewRow(
                TableShape.Alerts, ViewIds.Of("alert", modelId, sequence, check.At, i), id, modelId,
                alert.Alert ?? alert.Kind, alert.Kind, Word(alert.Severity), alert.Text, Time(check.At), null);
        }
        if (!decision.Fired.IsEmpty)
        {
            yield return Decided(
                sequence, check.At, name, null,
                string.Join("; ", decision.Retrain ? [decision.Lead!.Text] : decision.HeldBack));
        }
    }

    private ViewRow OfRun(long sequence, RunPlanned run) => new(
        TableShape.Runs, ViewIds.OfRun(run.RunId), run.RunId, modelId, sequence, lastCheck, run.Cause.Kind,
        Word(run.Cause.Severity), run.Cause.Text, Json(run.Recipes.Select(recipe => recipe.Name)), run.Outcomes,
        Time(run.At), null, RunState.Running, 0L, "");

    private IEnumerable<ViewChange> OfPromotion(long sequence, ChampionPromoted promoted)
    {
        var version = promoted.Version;
        yield return new ViewRow(
            TableShape.Versions, ViewIds.Of("version", modelId, sequence, version.PromotedAt), modelId, sequence,
            version.Number.ToString(), version.Parent?.ToString(), version.RunId.Length == 0 ? null : version.RunId,
            version.ImportedFrom, (long)version.SchemaVersion, Time(version.PromotedAt),
            DomainJson.Write(version.Members), version.Reason);
        yield return new DeploymentEnded(modelId, version.PromotedAt);
        yield return Deployed(sequence, version.Number, "promoted", null, version.Reason, version.PromotedAt);
        yield return Decided(sequence, version.PromotedAt, "promoted", null, version.Reason);
    }

    private ViewRow Deployed(
        long sequence, SemanticVersion version, string kind, string? actor, string reason, DateTimeOffset at) => new(
        TableShape.Deployments, ViewIds.Of("deployment", modelId, sequence, at), modelId, sequence, version.ToString(),
        kind, actor, reason, Time(at), null);

    private ViewRow Decided(long sequence, DateTimeOffset at, string kind, string? actor, string reason) => new(
        TableShape.Decisions, ViewIds.Of("decision", modelId, sequence, at), modelId, sequence, Time(at), kind, actor,
        reason);

    private static string Named(string candidate, string reason) =>
        reason.Length == 0 ? candidate : $"{candidate}: {reason}";

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
