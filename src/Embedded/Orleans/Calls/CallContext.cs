using System.Collections.Immutable;

namespace Orleans.Runtime;

/// <summary>What flows with the code of one call: the request it serves and the values of RequestContext.</summary>
internal sealed record CallContext(ImmutableDictionary<string, object>? Values, Request? Request)
{
    private static readonly AsyncLocal<CallContext?> Flowing = new();

    public static CallContext? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }
}
