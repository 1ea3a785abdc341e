namespace RetrainGrains.Domain.Schedules;

/// <summary>
/// The pause after consecutive failed runs, whose cause retrying does not remove: clocks and counts start no more of
/// them for a time that doubles with each further failure.
/// </summary>
public static class FailurePause
{
    /// <summary>Computes the end of the pause, also when it is past; null when too few runs have failed.</summary>
    public static DateTimeOffset? Until(SchedulePolicy policy, int failedRuns, DateTimeOffset? lastFailure)
    {
        if (policy.PauseAfterFailures is not { } limit || failedRuns < limit || lastFailure is not { } at) return null;
        var ticks = policy.PauseFor.Ticks * Math.Pow(2, failedRuns - limit);
        var cap = policy.PauseCap > policy.PauseFor ? policy.PauseCap : policy.PauseFor;
        return at + (ticks < cap.Ticks ? TimeSpan.FromTicks((long)ticks) : cap);
    }
}
