namespace RetrainGrains.Fleet.Replay;

/// <summary>An actor of a replay: its calls queue up and run in turns on the loop.</summary>
/// <remarks>
/// Calls interleave as their interface declares it: some always, those that only read with each other; every other
/// call runs alone. An actor that has retired is made anew for the next call.
/// </remarks>
internal sealed class ReplayActor(VirtualLoop loop, string name, Func<ReplayContext> enter, Action<string>? before)
{
    private readonly List<ReplayCall> waiting = [];
    private readonly List<ReplayCall> underWay = [];
    private ReplayContext? context;

    /// <summary>The calls that are not answered, for the message about a loop that is stuck.</summary>
    public IEnumerable<string> Pending => underWay.Select(call => $"{name}: {call.Method} is under way")
        .Concat(waiting.Select(call => $"{name}: {call.Method} waits"));

    public void Receive(ReplayCall call)
    {
        waiting.Add(call);
        RunSoon();
    }

    /// <summary>Ends its timers; what is under way comes to its end, and a further call finds a fresh actor.</summary>
    public void Stop() => context?.Retire();

    private object Actor()
    {
        if (context is null or { HasRetired: true }) context = enter();
        return context.Actor;
    }

    private void RunSoon() => loop.Post(static self => ((ReplayActor)self!).RunWaiting(), this);

    private void RunWaiting()
    {
        // Only calls that always interleave pass one that has to wait.
        var blocked = false;
        for (var i = 0; i < waiting.Count;)
        {
            var call = waiting[i];
            if (MayRun(call.Interleaving) && (!blocked || call.Interleaving == Interleaving.All))
            {
                waiting.RemoveAt(i);
                _ = RunAsync(call);
                continue;
            }
            blocked = true;
            i++;
        }
    }

    // One that has retired answers what is under way, and leaves the rest to the next.
    private bool MayRun(Interleaving interleaving) =>
        !(context is { HasRetired: true } && underWay.Count > 0) && interleaving switch
        {
            Interleaving.All => true,
            Interleaving.Readers => underWay.All(call => call.Interleaving != Interleaving.None),
            _ => underWay.All(call => call.Interleaving == Interleaving.All),
        };

    private async Task RunAsync(ReplayCall call)
    {
        underWay.Add(call);
        await call.RunAsync(Actor, before);
        underWay.Remove(call);
        // Callers go on in a turn of their own, never inside this one.
        loop.Post(static call => ((ReplayCall)call!).Complete(), call);
        if (waiting.Count > 0) RunSoon();
    }
}
