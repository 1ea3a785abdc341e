using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Schedules;

/// <summary>The times of a model's scheduled checks.</summary>
public static class NextCheck
{
    /// <summary>
    /// The pause without further outcomes after which a model that was never checked is: history comes in many batches,
    /// and its first training is to learn from all of them.
    /// </summary>
    public static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Finds the next multiple of the interval (shifted by the model's own jitter) after <paramref name="now"/>, so
    /// that a late check neither drifts nor accumulates; earlier when cron is due before it.
    /// </summary>
    public static DateTimeOffset After(SchedulePolicy policy, string modelId, DateTimeOffset now)
    {
        var interval = policy.CheckEvery.Ticks;
        var offset = (long)(interval * policy.Jitter * FixedShare.Of(modelId));
        var elapsed = now.UtcTicks - offset;
        var next = new DateTimeOffset(elapsed - elapsed % interval + interval + offset, TimeSpan.Zero);
        return CronAfter(policy, modelId, now) is { } due && due < next ? due : next;
    }

    /// <summary>
    /// Finds the model's own first cron moment after <paramref name="after"/>; null without a schedule.
    /// </summary>
    public static DateTimeOffset? CronAfter(SchedulePolicy policy, string modelId, DateTimeOffset after)
    {
        if (policy.Cron is not { } cron) return null;
        var late = policy.CronJitter * FixedShare.Of(modelId);
        return CronTimes.NextAfter(cron, after - late) + late;
    }

    /// <summary>
    /// Returns true when a scheduled check is worth a full check: enough new outcomes, a cron moment, or a day without
    /// one.
    /// </summary>
    /// <param name="policy">The model's schedule.</param>
    /// <param name="modelId">The model, for its jitter.</param>
    /// <param name="newOutcomes">The number of outcomes since the last check.</param>
    /// <param name="lastCheck">The last check; null before the first.</param>
    /// <param name="registeredAt">The time at which the model was registered.</param>
    /// <param name="now">The present moment.</param>
    public static bool IsDue(
        SchedulePolicy policy, string modelId, int newOutcomes, DateTimeOffset? lastCheck, DateTimeOffset registeredAt,
        DateTimeOffset now)
    {
        if (newOutcomes >= policy.MinimumNewOutcomes) return true;
        if (now - (lastCheck ?? DateTimeOffset.MinValue) >= TimeSpan.FromDays(1)) return true;
        return CronAfter(policy, modelId, lastCheck ?? registeredAt) <= now;
    }
}
