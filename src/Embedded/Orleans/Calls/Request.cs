using Orleans.Serialization.Invocation;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>One call on its way: who asked, what, of whom, and the promise of an answer.</summary>
internal abstract class Request : Turn, IInvokable
{
    private readonly CallContext? callerContext;
    private int settled;

    protected Request(GrainRuntime runtime, GrainId target, GrainMethod method, object?[] arguments)
    {
        Runtime = runtime;
        Target = target;
        Method = method;
        Arguments = arguments;
        Sender = RuntimeContext.Current?.GrainId;
        callerContext = CallContext.Current;
        if (!method.IsOneWay && callerContext?.Request is { IsSettled: false } parent)
        {
            Parent = parent;
            parent.LatestCall = this;
        }
    }

    public GrainRuntime Runtime { get; }

    public GrainId Target { get; }

    public GrainMethod Method { get; }

    public object?[] Arguments { get; }

    public GrainId? Sender { get; }

    /// <summary>The request in whose turn this call was made, while that one is unanswered.</summary>
    public Request? Parent { get; private set; }

    /// <summary>The newest call made in this request's turn: usually what it waits for.</summary>
    public Request? LatestCall { get; private set; }

    public ResponseDeadlines? Deadlines { get; set; }

    /// <summary>When the response is due, in the clock's timestamp units; kept by <see cref="Deadlines"/>.</summary>
    public long DueTimestamp { get; set; }

    public Request? EarlierDue { get; set; }

    public Request? LaterDue { get; set; }

    public bool IsSettled => Volatile.Read(ref settled) != 0;

    public override bool Interleaves => Method.IsAlwaysInterleave;

    public override bool IsReadOnly => Method.IsReadOnly;

    public override bool IsAbandoned => IsSettled;

    public abstract object Response { get; }

    public int GetArgumentCount() => Arguments.Length;

    public object? GetArgument(int index) => Arguments[index];

    public void SetArgument(int index, object? value) => Arguments[index] = value;

    public string GetMethodName() => Method.InterfaceMethod.Name;

    public string GetInterfaceName() => GetInterfaceType().FullName ?? GetInterfaceType().Name;

    public System.Reflection.MethodInfo GetMethod() => Method.InterfaceMethod;

    public Type GetInterfaceType() => Method.InterfaceMethod.DeclaringType!;

    public sealed override async Task RunAsync(Activation activation)
    {
        CallContext.Current = new CallContext(callerContext?.Values, this);
        Exception? fault = null;
        object? answer = null;
        try
        {
            answer = await InvokeAsync(activation);
        }
        catch (Exception exception)
        {
            fault = exception;
        }

        if (fault is InconsistentStateException { IsSourceActivation: true } stale)
        {
            stale.IsSourceActivation = false;
            activation.Deactivate(new(DeactivationReasonCode.ApplicationError, stale, "The grain's state is stale."));
        }

        Count(activation.Class, activation.Finish(this), fault);
        Settle(answer, fault);
    }

    public sealed override void Refuse(Exception reason)
    {
        if (!TrySettle()) return;
        Runtime.Counters.CountUnanswered(this, reason);
        Deliver(null, reason);
    }

    /// <summary>The result of a finished grain method.</summary>
    public abstract object? ResultOf(Task finished);

    protected abstract void Answer(object? answer);

    protected abstract void Fail(Exception fault);

    // Answers once; later answers, such as one that comes after its timeout, are dropped.
    private void Settle(object? answer, Exception? fault)
    {
        if (TrySettle()) Deliver(answer, fault);
    }

    private bool TrySettle() => Interlocked.Exchange(ref settled, 1) == 0;

    private void Deliver(object? answer, Exception? fault)
    {
        Deadlines?.Remove(this);
        // Cut the links, or a chain of fire-and-forget calls would never be collected.
        Parent = null;
        LatestCall = null;
        if (fault is null) Answer(answer);
        else if (Method.IsOneWay) Runtime.Log.OneWayCallFailed(fault, Method.Name, Target);
        else Fail(fault);
    }

    private void Count(GrainClass called, Measurement work, Exception? fault)
    {
        var counters = called.CountersOf(Method);
        called.Rate.Count(work.Second);
        counters.Record(work);
        if (fault is not null) counters.Failed(fault, Runtime.Measuring.Now);
    }

    // Without filters the answer is the finished task itself, which saves boxing its result.
    private async ValueTask<object?> InvokeAsync(Activation activation)
    {
        if (Runtime.Filters.Length > 0 || activation.GrainInstance is IIncomingGrainCallFilter)
        {
            var context = new IncomingCallContext(this, activation);
            await context.Invoke();
            return context.Result;
        }

        var task = Method.Invoke(activation.GrainInstance!, Arguments);
        await task;
        return task;
    }
}

/// <summary>A request whose answer is a <typeparamref name="TResult"/>.</summary>
internal sealed class Request<TResult>(
    GrainRuntime runtime, GrainId target, GrainMethod<TResult> method, object?[] arguments)
    : Request(runtime, target, method, arguments)
{
    // No RunContinuationsAsynchronously: it would send Task.WhenAll's bookkeeping to the thread pool, out of a
    // simulation. Code that awaits never runs inside the callee's turn: the current scheduler is not its own.
    private readonly TaskCompletionSource<TResult> response = new();

    public override object Response =>
        method.ResponseFor(Method.IsOneWay ? Task.FromResult<TResult>(default!) : response.Task);

    public override object? ResultOf(Task finished) =>
        finished is Task<TResult> task && typeof(TResult) != typeof(NoResult) ? task.Result : null;

    protected override void Answer(object? answer) => response.SetResult(answer switch
    {
        Task<TResult> task => task.Result,
        TResult result => result,
        _ => default!,
    });

    protected override void Fail(Exception fault) => response.SetException(fault);
}
