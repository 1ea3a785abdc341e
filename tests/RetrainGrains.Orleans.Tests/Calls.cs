using System.Reflection;
using Orleans.Runtime.Placement;
using Orleans.Serialization.Invocation;

namespace RetrainGrains.Orleans.Tests;

/// <summary>A call as it reached an actor.</summary>
public sealed record Call(IIncomingGrainCallContext Context)
{
    public string Key { get; } = Context.TargetId.Key.ToString()!;
    public string Method => Context.MethodName;
    public SiloAddress Silo { get; } = Context.TargetContext.Address.SiloAddress!;
    public ActivationId Activation { get; } = Context.TargetContext.ActivationId;

    /// <summary>The silo on which actors that this call activates would be placed.</summary>
    public object? Hint { get; } = RequestContext.Get(IPlacementDirector.PlacementHintKey);

    public object?[] Arguments { get; } =
        [.. Enumerable.Range(0, Context.Request.GetArgumentCount()).Select(Context.Request.GetArgument)];

    public bool Is(MethodInfo method, string key) =>
        Key == key && Method == method.Name && Context.InterfaceMethod.DeclaringType == method.DeclaringType;
}

/// <summary>The point at which a call waits for the test.</summary>
public enum Stop
{
    Never,
    Before,
    After,
}

/// <summary>The next call of a kind: a test waits for it, and it waits for the test where it is told to.</summary>
public sealed class Barrier(Func<Call, bool> concerns, Stop stop, Func<Response>? answer)
{
    private readonly TaskCompletionSource<Call> reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int taken;

    /// <summary>The call has begun, or, where it stops after it was carried out, was carried out.</summary>
    public Task<Call> Reached => reached.Task.WaitAsync(FleetCluster.Patience);

    public Task Ended => ended.Task.WaitAsync(FleetCluster.Patience);

    public bool HasBegun => reached.Task.IsCompleted;

    public void Release() => released.TrySetResult();

    internal bool Takes(Call call) => concerns(call) && Interlocked.Exchange(ref taken, 1) == 0;

    internal async Task PassAsync(Call call)
    {
        if (stop != Stop.After) reached.SetResult(call);
        if (stop == Stop.Before) await released.Task;
        if (answer is null) await call.Context.Invoke();
        else call.Context.Response = answer();
        if (stop == Stop.After)
        {
            reached.SetResult(call);
            await released.Task;
        }
        ended.SetResult();
    }
}

/// <summary>All calls of actors on all silos, on their way.</summary>
public sealed class Calls : IIncomingGrainCallFilter
{
    private readonly Lock gate = new();
    private readonly List<Barrier> barriers = [];
    private readonly List<string> history = [];

    /// <summary>The calls to one actor that have begun and ended.</summary>
    public string[] HistoryOf(string key)
    {
        lock (gate) return [.. history.Where(line => line.StartsWith($"{key}: ", StringComparison.Ordinal))];
    }

    public Barrier Next<TActor>(
        string key, string method, Stop stop = Stop.Never, Func<Response>? answer = null) =>
        Next(typeof(TActor).GetMethod(method)!, key, answer, stop);

    public Barrier Next(MethodInfo method, string key, Func<Response>? answer, Stop stop = Stop.Never) =>
        Next(call => call.Is(method, key), answer, stop);

    public Barrier Next(Func<Call, bool> concerns, Func<Response>? answer = null, Stop stop = Stop.Never)
    {
        var barrier = new Barrier(concerns, stop, answer);
        lock (gate) barriers.Add(barrier);
        return barrier;
    }

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        var call = new Call(context);
        Note(call, "begins");
        try
        {
            if (Find(call) is { } barrier) await barrier.PassAsync(call);
            else await context.Invoke();
        }
        finally
        {
            Note(call, "ends");
        }
    }

    private void Note(Call call, string what)
    {
        lock (gate) history.Add($"{call.Key}: {call.Method} {what}");
    }

    private Barrier? Find(Call call)
    {
        lock (gate)
        {
            var found = barriers.Find(barrier => barrier.Takes(call));
            if (found is not null) barriers.Remove(found);
            return found;
        }
    }
}
