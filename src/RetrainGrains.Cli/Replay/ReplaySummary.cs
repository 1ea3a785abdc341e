using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Storage;

namespace RetrainGrains.Cli.Replay;

/// <summary>Reads from the ledger what became of each model.</summary>
internal static class ReplaySummary
{
    private const int Page = 10_000;

    public static async Task<ReplayResult> ReadAsync(
        IDatabase database, ReplayPlan plan, ImmutableArray<FedStream> streams)
    {
        var models = ImmutableArray.CreateBuilder<ModelReplay>();
        foreach (var fed in streams) models.Add(await ReadAsync(database, plan, fed));
        return new ReplayResult(models.ToImmutable(), await database.Models.LedgerHashAsync());
    }

    private static async Task<ModelReplay> ReadAsync(
        IDatabase database, ReplayPlan plan, FedStream fed)
    {
        var modelId = fed.Stream.ModelId;
        var replay = new ModelReplay(modelId, fed.Series) { Regret = fed.Regret.Report() };
        var from = 1L;
        IReadOnlyList<LedgerRow> page;
        do
        {
            page = await database.Models.LedgerAsync(modelId, from, Page);
            foreach (var row in page) replay = Count(replay, row, plan.Explain);
            if (page.Count > 0) (from, replay) = (page[^1].Sequence + 1, replay with { LedgerSha256 = page[^1].Hash });
        }
        while (page.Count == Page);
        var runs = await RunsAsync(database, modelId);
        return replay with { TrainingSeconds = runs.Sum(run => run.TrainingSeconds), RunsByTime = runs };
    }

    private static async Task<ImmutableArray<RunReplay>> RunsAsync(IDatabase database, string modelId)
    {
        var runs = ImmutableArray.CreateBuilder<RunReplay>();
        foreach (var run in await database.Runs.ListAsync(modelId, DateTimeOffset.UnixEpoch, Page))
        {
            var challengers = await database.Runs.ChallengersAsync(run.RunId);
            var trained = challengers.Count(challenger => challenger.Status == ChallengerStatus.Trained);
            runs.Add(new RunReplay(run.QueuedAt, trained, run.TrainingSeconds));
        }
        // The newest comes first there.
        runs.Reverse();
        return runs.ToImmutable();
    }

    private static ModelReplay Count(ModelReplay replay, LedgerRow row, bool explain) => row.Kind switch
    {
        "checked" => Checked(replay with { Checks = replay.Checks + 1 }, row, explain),
        "run-planned" => Planned(replay, DomainJson.Read<RunPlanned>(row.Body)),
        "run-ended" => Ended(replay, row, DomainJson.Read<RunEnded>(row.Body), explain),
        "promoted" => Explain(replay with { Promotions = replay.Promotions + 1 }, explain,
            () => Promotion(row, DomainJson.Read<ChampionPromoted>(row.Body))),
        "rolled-back" => Explain(replay with { Rollbacks = replay.Rollbacks + 1 }, explain,
            () => RolledBack(row, DomainJson.Read<ChampionRolledBack>(row.Body))),
        _ => replay,
    };

    private static ModelReplay Checked(ModelReplay replay, LedgerRow row, bool explain)
    {
        if (!explain || DomainJson.Read<ModelChecked>(row.Body) is not { Decision.Retrain: true } looked) return replay;
        var lead = looked.Decision.Lead!;
        var flip = looked.Explanation.LastOrDefault(line => line.StartsWith("would ", StringComparison.Ordinal));
        return Explain(replay, explain, () => $"{Day(row)} retraining: {lead.Text}{(flip is null ? "" : $"; {flip}")}");
    }

    private static ModelReplay Planned(ModelReplay replay, RunPlanned run)
    {
        var kind = run.Cause.Kind.ToString();
        return replay with
        {
            Runs = replay.Runs + 1,
            Triggers = replay.Triggers.SetItem(kind, replay.Triggers.GetValueOrDefault(kind) + 1),
        };
    }

    private static ModelReplay Ended(ModelReplay replay, LedgerRow row, RunEnded run, bool explain)
    {
        var rejected = run.Verdicts.Where(verdict => !verdict.Passed).ToArray();
        replay = replay with { Rejections = replay.Rejections + rejected.Length };
        foreach (var verdict in rejected)
        {
            replay = Explain(replay, explain, () => $"{Day(row)} rejected {verdict.Challenger}: {verdict.Reason}");
        }
        return replay;
    }

    private static ModelReplay Explain(ModelReplay replay, bool explain, Func<string> line) =>
        explain ? replay with { Explanations = replay.Explanations.Add(line()) } : replay;

    private static string Promotion(LedgerRow row, ChampionPromoted promoted) =>
        $"{Day(row)} promoted {promoted.Version.Number}: {promoted.Version.Reason}";

    private static string RolledBack(LedgerRow row, ChampionRolledBack back) =>
        $"{Day(row)} rolled back {back.From} → {back.To}: {back.Reason}";

    private static string Day(LedgerRow row) => row.At.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
