namespace RetrainGrains.Server.Demo;

/// <summary>
/// A clock that runs faster than its inner clock, timers included, and never past the moment it is held at: whoever
/// feeds a fleet holds it there, so that time waits for a server that lags.
/// </summary>
public sealed class FastClock(TimeProvider inner, DateTimeOffset start, double speed) : TimeProvider
{
    // A timer that is due but held is looked at this often.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Lock gate = new();
    private long anchor = inner.GetTimestamp();
    private DateTimeOffset anchored = start;
    private DateTimeOffset latest = DateTimeOffset.MaxValue;

    public double Speed { get; } = speed;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => (GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return Reached();
    }

    /// <summary>Lets time run on, up to this moment; a moment that has passed stops it where it is.</summary>
    public void HoldAt(DateTimeOffset moment)
    {
        lock (gate)
        {
            anchored = Reached();
            anchor = inner.GetTimestamp();
            latest = moment < anchored ? anchored : moment;
        }
    }

    /// <summary>Waits until time has come to this moment.</summary>
    public async Task ReachAsync(DateTimeOffset moment, CancellationToken cancellation)
    {
        // On the inner clock: a timer of this one would be due a moment too late, and time may be held before that.
        while (GetUtcNow() < moment) await Task.Delay(InnerWait(moment), inner, cancellation);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FastTimer(this, inner, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>
    /// Computes the time that the inner clock has to wait until this moment, if time is not held before it.
    /// </summary>
    internal TimeSpan InnerWait(DateTimeOffset moment)
    {
        var wait = (moment - GetUtcNow()) / Speed;
        return wait < ShortestWait ? ShortestWait : wait > LongestWait ? LongestWait : wait;
    }

    private DateTimeOffset Reached()
    {
        var reached = anchored + inner.GetElapsedTime(anchor) * Speed;
        return reached < latest ? reached : latest;
    }
}
