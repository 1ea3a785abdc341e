using Microsoft.AspNetCore.Http;
using RetrainGrains.Gateway.Options;

namespace RetrainGrains.Gateway.Access;

/// <summary>The limits of one caller, and what it has used of them.</summary>
internal sealed class CallerLimits(LimitOptions options, TimeProvider clock)
{
    // The wait that is asked of a caller with too many at once: as long as a request takes.
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    private readonly Pace? requests = PaceOf(options.TokenRequestsPerSecond, clock);
    private readonly Pace? rows = PaceOf(options.TokenRowsPerSecond, clock);
    private int running;

    public bool IsAtRest => Volatile.Read(ref running) == 0 && requests is not { IsAtRest: false }
        && rows is not { IsAtRest: false };

    /// <summary>
    /// Begins a request, which ends by itself with its response; an excess says why it may not begin.
    /// </summary>
    public Excess? Begin(HttpContext http)
    {
        if (requests?.Take() is { } wait)
        {
            return new Excess(
                nameof(LimitOptions.TokenRequestsPerSecond), $"{requests.PerSecond} requests a second", wait);
        }
        var most = options.TokenRequestsAtOnce;
        if (most == 0) return null;
        if (Interlocked.Increment(ref running) > most)
        {
            Interlocked.Decrement(ref running);
            return new Excess(nameof(LimitOptions.TokenRequestsAtOnce), $"{most} requests at once", Soon);
        }
        http.Response.OnCompleted(static state => ((CallerLimits)state).EndAsync(), this);
        return null;
    }

    /// <summary>Takes rows of a request; an excess says when there will be some again.</summary>
    public Excess? Take(int count) => count > 0 && rows?.Take(count) is { } wait
        ? new Excess(nameof(LimitOptions.TokenRowsPerSecond), $"{rows.PerSecond} rows a second", wait)
        : null;

    private Task EndAsync()
    {
        Interlocked.Decrement(ref running);
        return Task.CompletedTask;
    }

    private static Pace? PaceOf(int perSecond, TimeProvider clock) => perSecond > 0 ? new Pace(perSecond, clock) : null;
}
