using System.Reflection;

namespace Orleans.Runtime;

/// <summary>The grain classes of this silo, found by type name or by the interfaces that they implement.</summary>
internal sealed class GrainClasses
{
    private readonly Dictionary<GrainType, GrainClass> byGrainType = [];

    public GrainClasses(IEnumerable<GrainAssembly> assemblies)
    {
        var given = assemblies.Select(given => given.Assembly).Distinct().ToList();
        foreach (var type in (given.Count > 0 ? given : LoadedAssemblies()).SelectMany(GrainTypesIn)) Add(type);
    }

    public IEnumerable<GrainClass> All => byGrainType.Values.OrderBy(grainClass => grainClass.GrainType);

    public GrainClass? Find(GrainType type) => byGrainType.GetValueOrDefault(type);

    public GrainClass Of(GrainType type) =>
        Find(type) ?? throw new ArgumentException($"No grain class has the type name \"{type}\".");

    public GrainClass Implementing(Type interfaceType, string? classNamePrefix = null)
    {
        var candidates = All.Where(grainClass => interfaceType.IsAssignableFrom(grainClass.Type)
            && (classNamePrefix is null || IsNamed(grainClass.Type, classNamePrefix))).ToList();
        return candidates switch
        {
            [var only] => only,
            [] => throw new ArgumentException($"Could not find an implementation for interface {interfaceType}."),
            _ => candidates.Find(grainClass => interfaceType.Name == "I" + grainClass.Type.Name)
                ?? throw new ArgumentException(
                    $"Interface {interfaceType} has several implementations, so a class name prefix must be given: "
                    + $"{string.Join(", ", candidates.Select(grainClass => grainClass.Type))}."),
        };
    }

    private static bool IsNamed(Type type, string prefix) =>
        type.FullName!.StartsWith(prefix, StringComparison.Ordinal)
        || type.Name.StartsWith(prefix, StringComparison.Ordinal);

    private void Add(Type type)
    {
        var added = new GrainClass(type);
        if (byGrainType.TryAdd(added.GrainType, added)) return;
        throw new OrleansConfigurationException(
            $"{type} and {byGrainType[added.GrainType].Type} share the grain type name \"{added.GrainType}\": "
            + "give one of them a [GrainType].");
    }

    private static IEnumerable<Type> GrainTypesIn(Assembly assembly) => assembly.GetTypes().Where(type =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
        && typeof(IGrainBase).IsAssignableFrom(type));

    private static IEnumerable<Assembly> LoadedAssemblies()
    {
        var runtime = typeof(Grain).Assembly.GetName().Name;
        return AppDomain.CurrentDomain.GetAssemblies()
            .Where(assembly => !assembly.IsDynamic)
            .SelectMany(assembly =>
                assembly.GetReferencedAssemblies().Where(IsOurs).Select(Assembly.Load).Append(assembly))
            .Distinct()
            .Where(assembly => assembly.GetReferencedAssemblies().Any(name => name.Name == runtime));
    }

    // The framework's assemblies are many and hold no grains.
    private static bool IsOurs(AssemblyName name) =>
        name.Name is { } text
        && !text.StartsWith("System", StringComparison.Ordinal)
        && !text.StartsWith("Microsoft", StringComparison.Ordinal)
        && text is not ("netstandard" or "mscorlib");
}

/// <summary>An assembly whose grain classes the silo hosts.</summary>
internal sealed record GrainAssembly(Assembly Assembly);
