using System.Collections.Concurrent;

namespace RetrainGrains.Gateway.Access;

/// <summary>
/// A bounded table of limits by caller or address. At its bound those that are at rest are forgotten, and while too few
/// are, newcomers share one limit: who is known keeps its own.
/// </summary>
internal sealed class LimitTable<TKey, TLimit>(Func<TLimit> make, Func<TLimit, bool> isAtRest, TimeProvider clock)
    where TKey : notnull
{
    public const int EntriesMax = 20_000;

    // A look at all of them takes a millisecond: a flood of newcomers must not ask for it one by one.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TKey, TLimit> known = [];
    private readonly TLimit shared = make();
    private readonly Lock looking = new();
    private long? lookedAt;

    public int Count => known.Count;

    public TLimit Of(TKey key)
    {
        if (known.TryGetValue(key, out var limit)) return limit;
        // Only newcomers wait for each other.
        lock (looking)
        {
            if (known.Count >= EntriesMax) Forget();
            return known.Count >= EntriesMax ? shared : known.GetOrAdd(key, _ => make());
        }
    }

    private void Forget()
    {
        var now = clock.GetTimestamp();
        if (lookedAt is { } last && clock.GetElapsedTime(last, now) < BetweenLooks) return;
        lookedAt = now;
        foreach (var (key, limit) in known)
        {
            if (isAtRest(limit)) known.TryRemove(key, out _);
        }
    }
}
