using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Concurrency;

namespace RetrainGrains.Fleet.Replay;

/// <summary>The calls that a call may run beside.</summary>
internal enum Interleaving
{
    None = 0,
    Readers = 1,
    All = 2,
}

/// <summary>A call of an actor, from its sending to its answer.</summary>
internal abstract class ReplayCall(MethodInfo method, object?[] arguments)
{
    private static readonly ConcurrentDictionary<MethodInfo, Interleaving> Declared = new();

    private static readonly ConcurrentDictionary<Type, ConstructorInfo> Constructors = new();

    public string Method => method.Name;

    public Interleaving Interleaving { get; } = Declared.GetOrAdd(method, static declared =>
        declared.IsDefined(typeof(AlwaysInterleaveAttribute)) ? Interleaving.All
        : declared.IsDefined(typeof(ReadOnlyAttribute)) ? Interleaving.Readers
        : Interleaving.None);

    /// <summary>The answer that the caller awaits, as the method declares it.</summary>
    public abstract Task Answer { get; }

    public static ReplayCall Of(MethodInfo method, object?[] arguments) =>
        method.ReturnType == typeof(Task)
            ? new ReplayCall<object>(method, arguments)
            : (ReplayCall)Constructors.GetOrAdd(method.ReturnType, ConstructorFor).Invoke([method, arguments]);

    /// <summary>Carries it out; what goes wrong is kept for the caller.</summary>
    public abstract Task RunAsync(Func<object> actor, Action<string>? before);

    /// <summary>Lets the caller go on.</summary>
    public abstract void Complete();

    protected Task Invoke(object actor) =>
        (Task)method.Invoke(actor, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;

    private static ConstructorInfo ConstructorFor(Type task) =>
        typeof(ReplayCall<>).MakeGenericType(task.GetGenericArguments()[0]).GetConstructors()[0];
}

/// <summary>A call with an answer of this type; of any when it answers nothing.</summary>
internal sealed class ReplayCall<T>(MethodInfo method, object?[] arguments) : ReplayCall(method, arguments)
{
    // Continuations that are to run asynchronously would leave the loop: Task.WhenAll goes to the thread pool for them.
    private readonly TaskCompletionSource<T> answer = new();
    private T result = default!;
    private Exception? failure;

    public override Task Answer => answer.Task;

    public override async Task RunAsync(Func<object> actor, Action<string>? before)
    {
        try
        {
            before?.Invoke(Method);
            var task = Invoke(actor());
            await task;
            if (task is Task<T> answered) result = await answered;
        }
        catch (Exception error)
        {
            failure = error;
        }
    }

    public override void Complete()
    {
        if (failure is null) answer.SetResult(result);
        else answer.SetException(failure);
    }
}
