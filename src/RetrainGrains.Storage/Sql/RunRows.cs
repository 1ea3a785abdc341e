using System.Collections.Immutable;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Storage.Sql;

/// <summary>The rows that the end of a run gives: its trainings with their rows, the verdicts, and its steps.</summary>
internal static class RunRows
{
    public static RunClosed Of(RunEnded run)
    {
        var key = ViewIds.OfRun(run.RunId);
        // Lines from before trainings were kept tell of the versions only.
        var trained = run.Challengers ?? [.. run.Candidates.Select(candidate => candidate.Version)
            .Where(version => version?.RunId == run.RunId)
            .Select(version => new ChallengerRecord(
                version!.Recipe, version.Data.From, version.Data.To, version.Data.Rows, null, null))];
        ViewRow[] rows =
        [
            .. trained.Index().SelectMany(one => OfTraining(run, key, one.Index, one.Item)),
            .. run.Verdicts.SelectMany(report => report.Verdicts.Select(verdict => (report.Challenger, verdict)))
                .Index()
                .Select(one => new ViewRow(
                    TableShape.Gates, key, (long)one.Index, one.Item.Challenger, one.Item.verdict.Gate,
                    one.Item.verdict.Passed ? 1L : 0L, one.Item.verdict.Finding)),
            .. trained.Index().Select(one => LedgerProjection.Step(
                run.RunId, one.Index + 1, "trained", one.Item.Recipe, one.Item.Failure is null ? "done" : "failed",
                one.Item.StartedAt, one.Item.EndedAt)),
            LedgerProjection.Step(
                run.RunId, trained.Length + 1, "judged", null, run.IsJudged ? "done" : "skipped",
                run.IsJudged ? run.At : null, run.IsJudged ? run.At : null),
            LedgerProjection.Step(
                run.RunId, trained.Length + 2, "rolled-out", null, run.Promoted ? "done" : "skipped",
                run.Promoted ? run.At : null, run.Promoted ? run.At : null),
            LedgerProjection.Step(run.RunId, trained.Length + 3, "recorded", null, "done", run.At, run.At),
        ];
        return new RunClosed(
            run.RunId, run.At, StateOf(run), run.Promoted, string.Join("; ", run.Failures),
            [.. rows]);
    }

    private static string StateOf(RunEnded run) => run.CancelledBy is not null ? RunState.Cancelled
        : run.Failed ? RunState.Failed
        : RunState.Finished;

    private static IEnumerable<ViewRow> OfTraining(RunEnded run, string key, int ordinal, ChallengerRecord record)
    {
        var version = run.Candidates.FirstOrDefault(candidate => candidate.Recipe == record.Recipe)?.Version;
        // The candidate's version is an earlier one where this training made none.
        if (version?.RunId != run.RunId) version = null;
        var dataset = ViewIds.Of("dataset", run.RunId, 0, run.At, ordinal);
        yield return new ViewRow(
            TableShape.Datasets, dataset, key, record.Recipe.Name, LedgerProjection.Time(record.From),
            LedgerProjection.Time(record.To), LedgerProjection.Time(record.ValidatedFrom),
            version?.Data.ThroughSequence, (long)record.Rows, version?.Data.Fingerprint,
            version?.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
        yield return new ViewRow(
            TableShape.Challengers, key, (long)ordinal, record.Recipe.Name, dataset, version?.ArtifactId,
            LedgerProjection.Time(record.StartedAt), LedgerProjection.Time(record.EndedAt), record.RelativeLoss,
            (long?)record.Trials,
            DomainJson.Write(version?.Parameters ?? ImmutableSortedDictionary<string, double>.Empty), record.Failure);
    }
}
