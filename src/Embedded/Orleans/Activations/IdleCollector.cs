using Orleans.Configuration;
using Orleans.Timers;

namespace Orleans.Runtime;

/// <summary>Ends activations that nobody uses. Buckets of one quantum keep its cost per activation constant.</summary>
internal sealed class IdleCollector
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<long, List<Activation>> buckets = [];
    private readonly TimeProvider clock;
    private readonly GrainCollectionOptions options;
    private readonly ITimer timer;
    private readonly long start;
    private long armedFor = long.MaxValue;

    public IdleCollector(TimeProvider clock, GrainCollectionOptions options)
    {
        this.clock = clock;
        this.options = options;
        start = clock.GetTimestamp();
        timer = DetachedTimer.Create(clock, Collect);
    }

    public void Watch(Activation activation) => Watch(activation, AgeLimitOf(activation));

    private void Watch(Activation activation, TimeSpan dueIn)
    {
        if (dueIn == Timeout.InfiniteTimeSpan || dueIn == TimeSpan.MaxValue) return;
        lock (gate)
        {
            var quantum = options.CollectionQuantum.Ticks;
            var bucket = (clock.GetElapsedTime(start).Ticks + dueIn.Ticks + quantum - 1) / quantum;
            if (!buckets.TryGetValue(bucket, out var members)) buckets[bucket] = members = [];
            members.Add(activation);
            if (bucket < armedFor) Arm(bucket);
        }
    }

    private void Collect()
    {
        var due = new List<Activation>();
        lock (gate)
        {
            var now = clock.GetElapsedTime(start).Ticks / options.CollectionQuantum.Ticks;
            while (buckets.Count > 0 && buckets.First() is var (bucket, members) && bucket <= now)
            {
                due.AddRange(members);
                buckets.Remove(bucket);
            }

            armedFor = long.MaxValue;
            if (buckets.Count > 0) Arm(buckets.First().Key);
        }

        foreach (var activation in due)
            if (activation.CollectIfIdle(AgeLimitOf(activation)) is { } again) Watch(activation, again);
    }

    private void Arm(long bucket)
    {
        armedFor = bucket;
        var due = TimeSpan.FromTicks(bucket * options.CollectionQuantum.Ticks) - clock.GetElapsedTime(start);
        // Timers of the system clock end at 49 days; waking early is harmless.
        timer.Change(TimeSpan.FromTicks(Math.Clamp(due.Ticks, 0, TimeSpan.TicksPerDay)), Timeout.InfiniteTimeSpan);
    }

    private TimeSpan AgeLimitOf(Activation activation) =>
        options.ClassSpecificCollectionAge.GetValueOrDefault(
            activation.Class.Type.FullName!, options.CollectionAge);
}
