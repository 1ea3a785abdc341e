using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Core;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>How to build activations of one grain class, and what was counted of them.</summary>
internal sealed class GrainClass
{
    private readonly ObjectFactory factory;
    private readonly StateParameter[] stateParameters;
    private readonly ConcurrentDictionary<GrainMethod, MethodCounters> methods = new();

    public GrainClass(Type type)
    {
        Type = type;
        GrainType = GrainType.Create(type.GetCustomAttribute<GrainTypeAttribute>()?.GrainType ?? NameOf(type));
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute));
        stateParameters =
        [
            .. from constructor in type.GetConstructors()
               from parameter in constructor.GetParameters()
               let facet = parameter.GetCustomAttribute<PersistentStateAttribute>()
               where facet is not null
               select new StateParameter(parameter.ParameterType, facet),
        ];
        factory = ActivatorUtilities.CreateFactory(type, [.. stateParameters.Select(state => state.Type)]);
    }

    public Type Type { get; }

    public GrainType GrainType { get; }

    public bool IsReentrant { get; }

    public ActivationCounter Activations { get; } = new();

    public CallRate Rate { get; } = new();

    /// <summary>Counts its activations as if each were a call.</summary>
    public MethodCounters Starts { get; } = new();

    /// <summary>Counts the ticks of its timers as if each were a call.</summary>
    public MethodCounters Ticks { get; } = new();

    public IEnumerable<KeyValuePair<GrainMethod, MethodCounters>> Methods => methods;

    public MethodCounters CountersOf(GrainMethod method) =>
        methods.TryGetValue(method, out var counters) ? counters : methods.GetOrAdd(method, _ => new MethodCounters());

    public (object Grain, IStorage[] States) Create(Activation activation)
    {
        if (stateParameters.Length == 0) return (factory(activation.ActivationServices, []), []);
        var states = Array.ConvertAll(stateParameters, state => state.Create(activation));
        return (factory(activation.ActivationServices, states), states);
    }

    // Orleans' convention: the class name in lower case without "Grain".
    private static string NameOf(Type type)
    {
        var name = type.Name.ToLowerInvariant();
        return name.EndsWith("grain", StringComparison.Ordinal) && name.Length > 5 ? name[..^5] : name;
    }

    private sealed record StateParameter(Type Type, PersistentStateAttribute Facet)
    {
        private readonly ConstructorInvoker constructor = ConstructorInvoker.Create(
            typeof(PersistentState<>).MakeGenericType(Type.GetGenericArguments()[0]).GetConstructors()[0]);

        public IStorage Create(Activation activation) =>
            (IStorage)constructor.Invoke(activation, Facet.StateName, GrainStorages.Named(activation, Facet));
    }
}
