using System.Reflection;

namespace Orleans.Runtime;

/// <summary>A typed address of a grain: calling its interface sends requests.</summary>
public class GrainReference : DispatchProxy, IAddressable, IEquatable<GrainReference>
{
    public GrainId GrainId { get; private set; }

    internal GrainRuntime Runtime { get; private set; } = null!;

    public bool Equals(GrainReference? other) => other is not null && GrainId == other.GrainId;

    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    public override int GetHashCode() => GrainId.GetHashCode();

    public override string ToString() => $"GrainReference:{GrainId}";

    // Cloning a prototype skips the reflection that DispatchProxy.Create costs.
    internal GrainReference For(GrainRuntime runtime, GrainId id)
    {
        var reference = (GrainReference)MemberwiseClone();
        reference.Runtime = runtime;
        reference.GrainId = id;
        return reference;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        Runtime.Call(this, GrainMethod.Of(targetMethod!), args ?? []);
}
