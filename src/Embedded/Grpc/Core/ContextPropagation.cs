namespace Grpc.Core;

/// <summary>Part of the signature of <see cref="ServerCallContext"/>; pass the deadline on by value instead.</summary>
public abstract class ContextPropagationToken
{
    internal ContextPropagationToken()
    {
    }
}

/// <summary>Which facts of a call a propagation token would carry.</summary>
public sealed class ContextPropagationOptions(bool propagateDeadline = true, bool propagateCancellation = true)
{
    public static readonly ContextPropagationOptions Default = new();

    public bool IsPropagateDeadline { get; } = propagateDeadline;

    public bool IsPropagateCancellation { get; } = propagateCancellation;
}
