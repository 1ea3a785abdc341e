using System.Collections.Concurrent;
using System.Reflection;

namespace Orleans.Runtime;

/// <summary>Makes references; one prototype per interface, so that making one is cheap.</summary>
internal sealed class GrainReferences(GrainRuntime runtime, GrainClasses classes)
{
    private readonly ConcurrentDictionary<Type, GrainReference> prototypes = new();
    private readonly ConcurrentDictionary<Type, GrainType> grainTypes = new();

    public GrainReference Create(Type interfaceType, string key, string? classNamePrefix = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        var grainType = classNamePrefix is null
            ? grainTypes.GetOrAdd(interfaceType, static (type, all) => all.Implementing(type).GrainType, classes)
            : classes.Implementing(interfaceType, classNamePrefix).GrainType;
        return Create(interfaceType, GrainId.Create(grainType, key));
    }

    public GrainReference Create(Type interfaceType, GrainId id) =>
        prototypes.GetOrAdd(interfaceType, static type => Prototype(type)).For(runtime, id);

    private static GrainReference Prototype(Type interfaceType)
    {
        if (!interfaceType.IsInterface || !typeof(IAddressable).IsAssignableFrom(interfaceType))
            throw new ArgumentException($"{interfaceType} is not a grain interface.", nameof(interfaceType));
        foreach (var type in interfaceType.GetInterfaces().Append(interfaceType))
        foreach (var method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            _ = GrainMethod.Of(method);
        return (GrainReference)DispatchProxy.Create(interfaceType, typeof(GrainReference));
    }
}
