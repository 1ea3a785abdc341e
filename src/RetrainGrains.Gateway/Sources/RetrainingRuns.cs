using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Sources;

/// <summary>The runs as an automated retraining service listed and summed them up.</summary>
internal static class RetrainingRuns
{
    public static V1.RetrainingRun ToWire(RunRow run) => new()
    {
        RunId = run.RunId,
        ModelId = run.ModelId,
        TriggerType = run.Trigger,
        Status = run.Status.ToString().ToLowerInvariant(),
        QueuedAt = run.QueuedAt.ToWire(),
        StartedAt = run.StartedAt.ToWire(),
        FinishedAt = run.FinishedAt.ToWire(),
        TrainingSeconds = run.TrainingSeconds,
        Promoted = HasPromoted(run),
    };

    public static V1.RetrainingMetrics Sum(IReadOnlyCollection<RunRow> runs)
    {
        RunRow[] ended = [.. runs.Where(run => run.FinishedAt is not null)];
        double Share(Func<RunRow, bool> of) => ended.Length == 0 ? double.NaN : (double)ended.Count(of) / ended.Length;
        return new V1.RetrainingMetrics
        {
            Retrainings = runs.Count,
            SuccessRate = Share(run => run.Status == RunStatus.Finished),
            PromotionRate = Share(HasPromoted),
            RetrainingDurationMinutes = ended.Length == 0
                ? double.NaN
                : ended.Average(run => (run.FinishedAt!.Value - run.QueuedAt).TotalMinutes),
            ModelsRetrained = ended.Where(HasPromoted).Select(run => run.ModelId).Distinct().Count(),
        };
    }

    private static bool HasPromoted(RunRow run) =>
        run is { Status: RunStatus.Finished, Result: { } result } && DomainJson.Read<RunEnded>(result).Promoted;
}
