namespace RetrainGrains.Domain.Schedules;

/// <summary>
/// Runs that fail one after the other fail for a cause that time does not heal: clocks and counts stop asking for more
/// of them, for a while that doubles with each further one.
/// </summary>
public static class FailurePause
{
    /// <summary>The end of the pause, also when it is past; null when too few runs have failed.</summary>
    public static DateTimeOffset? Until(SchedulePolicy policy, int failedRuns, DateTimeOffset? lastFailure)
    {
        if (policy.PauseAfterFailures is not { } limit || failedRuns < limit || lastFailure is not { } at) return null;
        var ticks = policy.PauseFor.Ticks * Math.Pow(2, failedRuns - limit);
        var cap = policy.PauseCap > policy.PauseFor ? policy.PauseCap : policy.PauseFor;
        return at + (ticks < cap.Ticks ? TimeSpan.FromTicks((long)ticks) : cap);
    }
}
