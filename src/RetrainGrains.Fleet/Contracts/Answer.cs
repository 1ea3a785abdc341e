using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Fleet.Contracts;

/// <summary>The kind of a refusal; gateways turn it into a status.</summary>
public enum RefusalKind
{
    NotFound = 0,
    Invalid = 1,

    /// <summary>The model has moved on since the caller looked.</summary>
    Conflict = 2,

    /// <summary>The model is not in a state for it now.</summary>
    NotReady = 3,

    /// <summary>A different fact was stored before under the same id; that one counts.</summary>
    AlreadyExists = 4,

    /// <summary>The system has too much waiting already: try again later.</summary>
    Busy = 5,

    /// <summary>A part of the system cannot be reached: try again later.</summary>
    Unavailable = 6,

    /// <summary>The caller is not known.</summary>
    Unauthenticated = 7,

    /// <summary>The caller is known, and may not do this.</summary>
    Forbidden = 8,
}

/// <summary>The reasons for which a command was not carried out: every problem. Nothing was changed.</summary>
public sealed record Refusal(RefusalKind Kind, ImmutableArray<Problem> Problems)
{
    public static Refusal Of(RefusalKind kind, string field, object? value, string rule) =>
        new(kind, [Problem.Of(field, value, rule)]);

    public override string ToString() => Problem.Describe(Problems);
}

/// <summary>The answer of a grain: a value, or a refusal. An expected refusal is not an exception.</summary>
public sealed record Answer<T>(T? Value, Refusal? Refusal) where T : class
{
    public static implicit operator Answer<T>(T value) => new(value, null);

    public static implicit operator Answer<T>(Refusal refusal) => new(null, refusal);
}
