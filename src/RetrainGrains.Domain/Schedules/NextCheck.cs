namespace RetrainGrains.Domain.Schedules;

/// <summary>When a model is due next.</summary>
public static class NextCheck
{
    /// <summary>
    /// The next multiple of the interval (shifted by the model's own jitter) after <paramref name="now"/>, so that a
    /// late check neither drifts nor piles up; earlier when cron is due before it.
    /// </summary>
    public static DateTimeOffset After(SchedulePolicy policy, string modelId, DateTimeOffset now)
    {
        var interval = policy.CheckEvery.Ticks;
        var offset = (long)(interval * policy.Jitter * ShareOf(modelId));
        var elapsed = now.UtcTicks - offset;
        var next = new DateTimeOffset(elapsed - elapsed % interval + interval + offset, TimeSpan.Zero);
        return CronAfter(policy, modelId, now) is { } due && due < next ? due : next;
    }

    /// <summary>The model's own first cron moment after <paramref name="after"/>; null without a schedule.</summary>
    public static DateTimeOffset? CronAfter(SchedulePolicy policy, string modelId, DateTimeOffset after)
    {
        if (policy.Cron is not { } cron) return null;
        var late = policy.CronJitter * ShareOf(modelId);
        return CronTimes.NextAfter(cron, after - late) + late;
    }

    /// <summary>
    /// Whether a model that woke up is worth a full check: enough new outcomes, a cron moment, or a day without one.
    /// </summary>
    public static bool IsDue(ModelState state, Evidence evidence, DateTimeOffset now)
    {
        var schedule = state.Policy.Schedule;
        if (evidence.SinceCheck >= schedule.MinimumNewOutcomes) return true;
        if (now - (state.LastCheck ?? DateTimeOffset.MinValue) >= TimeSpan.FromDays(1)) return true;
        return CronAfter(schedule, state.ModelId, state.LastCheck ?? state.RegisteredAt) <= now;
    }

    /// <summary>A fixed number in [0, 1) for each model id (FNV-1a), the same on every machine.</summary>
    public static double ShareOf(string modelId)
    {
        var hash = 14695981039346656037UL;
        foreach (var character in modelId) hash = (hash ^ character) * 1099511628211UL;
        // FNV-1a leaves ids that differ in their last letter side by side; the finaliser of MurmurHash3 spreads them.
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDUL;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53UL;
        hash ^= hash >> 33;
        return (hash >> 11) * (1.0 / (1UL << 53));
    }
}
