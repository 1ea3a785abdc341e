using System.Collections.Concurrent;

namespace RetrainGrains.Orleans.Tests;

/// <summary>The ticks of all <see cref="TickingActor"/>s, whichever activation they were of.</summary>
public sealed class Ticks
{
    private readonly ConcurrentDictionary<string, int> counts = new();

    public int Of(string key) => counts.GetValueOrDefault(key);

    public void Note(string key) => counts.AddOrUpdate(key, 1, static (_, count) => count + 1);
}

public interface ITickingActor : IGrainWithStringKey
{
    Task Start(TimeSpan due, TimeSpan period);

    Task Change(TimeSpan due, TimeSpan period);

    Task Stop();

    Task Retire();

    /// <summary>Answers after all that fell due before: a timer's ticks and calls come one after the other.</summary>
    Task<int> Count();
}

/// <summary>An actor that knows its runtime by the port only, as the fleet's do.</summary>
internal sealed class TickingActor(IActorContext self, Ticks ticks) : ITickingActor
{
    private IActorTimer? timer;

    public Task Start(TimeSpan due, TimeSpan period)
    {
        timer = self.StartTimer(
            _ =>
            {
                ticks.Note(self.Key);
                return Task.CompletedTask;
            },
            due, period);
        return Task.CompletedTask;
    }

    public Task Change(TimeSpan due, TimeSpan period)
    {
        timer!.Change(due, period);
        return Task.CompletedTask;
    }

    public Task Stop()
    {
        timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task Retire()
    {
        self.Retire();
        return Task.CompletedTask;
    }

    public Task<int> Count() => Task.FromResult(ticks.Of(self.Key));
}
