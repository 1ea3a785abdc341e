using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using Orleans.Concurrency;

namespace Orleans.Runtime;

/// <summary>One method of a grain interface: its marks and the compiled way to invoke it.</summary>
internal abstract class GrainMethod
{
    // Bounded by the program: one entry per grain interface method.
    private static readonly ConcurrentDictionary<MethodInfo, GrainMethod> All = new();

    private readonly Func<object, object?[], Task> invoke;

    protected GrainMethod(MethodInfo method)
    {
        InterfaceMethod = method;
        Name = $"{method.DeclaringType!.Name}.{method.Name}";
        IsAlwaysInterleave = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        IsReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
        IsOneWay = method.IsDefined(typeof(OneWayAttribute));
        ResponseTimeout = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
        invoke = Compile(method);
    }

    public MethodInfo InterfaceMethod { get; }

    public string Name { get; }

    public bool IsAlwaysInterleave { get; }

    public bool IsReadOnly { get; }

    public bool IsOneWay { get; }

    public TimeSpan? ResponseTimeout { get; }

    public static GrainMethod Of(MethodInfo method) => All.GetOrAdd(method, static method => Create(method));

    public Task Invoke(object grain, object?[] arguments) => invoke(grain, arguments);

    public abstract Request CreateRequest(GrainRuntime runtime, GrainId target, object?[] arguments);

    private static GrainMethod Create(MethodInfo method)
    {
        var returns = method.ReturnType;
        var isGeneric = returns.IsGenericType;
        var shape = isGeneric ? returns.GetGenericTypeDefinition() : returns;
        var isTask = shape == typeof(Task) || shape == typeof(Task<>);
        if (!isTask && shape != typeof(ValueTask) && shape != typeof(ValueTask<>))
            throw Unsupported(method, $"returns {returns.Name}; grain methods return Task or ValueTask");
        if (method.IsGenericMethodDefinition) throw Unsupported(method, "is generic");
        if (method.GetParameters().Any(parameter => parameter.ParameterType.IsByRef))
            throw Unsupported(method, "has a by-reference parameter");

        var result = isGeneric ? returns.GetGenericArguments()[0] : typeof(NoResult);
        return (GrainMethod)Activator.CreateInstance(typeof(GrainMethod<>).MakeGenericType(result), method)!;
    }

    private static ArgumentException Unsupported(MethodInfo method, string reason) =>
        new($"Grain method {method.DeclaringType}.{method.Name} {reason}.");

    private static Func<object, object?[], Task> Compile(MethodInfo method)
    {
        var grain = Expression.Parameter(typeof(object), "grain");
        var arguments = Expression.Parameter(typeof(object?[]), "arguments");
        var typed = method.GetParameters().Select((parameter, index) =>
            Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(index)), parameter.ParameterType));
        Expression call = Expression.Call(Expression.Convert(grain, method.DeclaringType!), method, typed);
        if (method.ReturnType.IsValueType) call = Expression.Call(call, nameof(ValueTask.AsTask), null);
        return Expression.Lambda<Func<object, object?[], Task>>(call, grain, arguments).Compile();
    }
}

/// <summary>A grain method whose response carries a <typeparamref name="TResult"/>.</summary>
internal sealed class GrainMethod<TResult>(MethodInfo method) : GrainMethod(method)
{
    private readonly bool returnsValueTask = method.ReturnType.IsValueType;

    public override Request CreateRequest(GrainRuntime runtime, GrainId target, object?[] arguments) =>
        new Request<TResult>(runtime, target, this, arguments);

    public object ResponseFor(Task<TResult> task) => (returnsValueTask, typeof(TResult) == typeof(NoResult)) switch
    {
        (false, _) => task,
        (true, true) => new ValueTask(task),
        (true, false) => new ValueTask<TResult>(task),
    };
}

/// <summary>The result type of methods that return none.</summary>
internal readonly struct NoResult;
