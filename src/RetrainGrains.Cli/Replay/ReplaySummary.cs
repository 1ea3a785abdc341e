using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Storage;

namespace RetrainGrains.Cli.Replay;

/// <summary>Reads from the ledger what became of a model.</summary>
internal sealed class ReplaySummary
{
    private const int Page = 10_000;

    private readonly bool explain;
    private readonly FailureCounts failures = new();
    private readonly List<string> lines = [];
    private ModelReplay replay;
    private string? heldBack;
    private string? rejected;

    private ReplaySummary(ModelReplay replay, bool explain) => (this.replay, this.explain) = (replay, explain);

    public static async Task<ModelReplay> ReadAsync(IDatabase database, ReplayPlan plan, FedStream fed)
    {
        var modelId = fed.Stream.ModelId;
        var summary = new ReplaySummary(
            new ModelReplay(modelId, fed.Series) { Regret = fed.Regret.Report() }, plan.Explain);
        var from = 1L;
        IReadOnlyList<LedgerRow> page;
        do
        {
            page = await database.Models.LedgerAsync(modelId, from, Page);
            foreach (var row in page) summary.Count(row);
            if (page.Count > 0) from = page[^1].Sequence + 1;
        }
        while (page.Count == Page);
        return summary.Whole(await RunsAsync(database, modelId));
    }

    private static async Task<ImmutableArray<RunReplay>> RunsAsync(IDatabase database, string modelId)
    {
        var runs = ImmutableArray.CreateBuilder<RunReplay>();
        foreach (var run in await database.Runs.ListAsync(modelId, DateTimeOffset.MinValue, Page))
        {
            var challengers = await database.Runs.ChallengersAsync(run.RunId);
            var trained = challengers.Count(challenger => challenger.Status == ChallengerStatus.Trained);
            runs.Add(new RunReplay(run.QueuedAt, trained, run.TrainingSeconds));
        }
        // The newest comes first there.
        runs.Reverse();
        return runs.ToImmutable();
    }

    private ModelReplay Whole(ImmutableArray<RunReplay> runs) => replay with
    {
        TrainingSeconds = runs.Sum(run => run.TrainingSeconds),
        RunsByTime = runs,
        FailedTrainings = failures.Total,
        Failures = failures.Kinds,
        NeverServed = replay.Promotions > 0 ? null : NeverServed(),
        Explanations = [.. lines],
    };

    private string NeverServed() =>
        rejected is not null ? $"no challenger passed the gates; {rejected}"
        : failures.Total > 0 ? $"every training failed; {failures.Kinds[0]}"
        : replay.Runs > 0 ? "its first training had not ended"
        : $"no training was begun{(heldBack is null ? "" : $"; {heldBack}")}";

    private void Count(LedgerRow row)
    {
        replay = replay with { LedgerSha256 = row.Hash };
        switch (row.Kind)
        {
            case "checked":
                replay = replay with { Checks = replay.Checks + 1 };
                Add(row, DomainJson.Read<ModelChecked>(row.Body));
                break;
            case "run-planned":
                Add(DomainJson.Read<RunPlanned>(row.Body));
                break;
            case "run-ended":
                Add(row, DomainJson.Read<RunEnded>(row.Body));
                break;
            case "promoted":
                replay = replay with { Promotions = replay.Promotions + 1 };
                var promoted = DomainJson.Read<ChampionPromoted>(row.Body).Version;
                Explain(row, $"promoted {promoted.Number}: {promoted.Reason}");
                break;
            case "rolled-back":
                replay = replay with { Rollbacks = replay.Rollbacks + 1 };
                var back = DomainJson.Read<ChampionRolledBack>(row.Body);
                Explain(row, $"rolled back {back.From} → {back.To}: {back.Reason}");
                break;
        }
    }

    private void Add(LedgerRow row, ModelChecked looked)
    {
        if (!looked.Decision.Retrain)
        {
            if (replay.Promotions == 0) heldBack = string.Join("; ", looked.Explanation);
            return;
        }
        var lead = looked.Decision.Lead!;
        var flip = looked.Explanation.LastOrDefault(line => line.StartsWith("would ", StringComparison.Ordinal));
        Explain(row, $"retraining: {lead.Text}{(flip is null ? "" : $"; {flip}")}");
    }

    private void Add(RunPlanned run)
    {
        var kind = run.Cause.Kind.ToString();
        replay = replay with
        {
            Runs = replay.Runs + 1,
            Triggers = replay.Triggers.SetItem(kind, replay.Triggers.GetValueOrDefault(kind) + 1),
        };
    }

    private void Add(LedgerRow row, RunEnded run)
    {
        var refused = run.Verdicts.Where(verdict => !verdict.Passed).ToArray();
        replay = replay with
        {
            Rejections = replay.Rejections + refused.Length,
            FailedRuns = replay.FailedRuns + (run.Failed ? 1 : 0),
        };
        foreach (var failure in run.Failures)
        {
            if (failures.Add(failure, row.At) is { } first) Explain(row, $"failed {first}");
        }
        foreach (var verdict in refused)
        {
            rejected = $"{verdict.Challenger}: {verdict.Reason}";
            Explain(row, $"rejected {rejected}");
        }
    }

    private void Explain(LedgerRow row, string line)
    {
        if (explain) lines.Add($"{Formatted.Instant(row.At)} {line}");
    }
}
