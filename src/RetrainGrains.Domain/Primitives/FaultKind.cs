namespace RetrainGrains.Domain.Primitives;

/// <summary>The kind of a rule that a value breaks, for programs that act on it without reading the words.</summary>
public enum FaultKind
{
    /// <summary>A rule that the words alone tell.</summary>
    Unspecified = 0,

    /// <summary>The value is absent, null or empty, and must be there.</summary>
    Missing = 1,

    /// <summary>The value is of another kind, as a text in place of a number.</summary>
    WrongKind = 2,

    /// <summary>The number is NaN or infinite.</summary>
    NotFinite = 3,

    /// <summary>The value is beyond what is allowed or can be held.</summary>
    OutOfRange = 4,

    /// <summary>The name is none of those that the schema or the protocol has.</summary>
    UnknownName = 5,

    /// <summary>The value contradicts another one of the same row.</summary>
    Contradiction = 6,

    /// <summary>The time is before the earliest one that is allowed.</summary>
    TooEarly = 7,

    /// <summary>The time is after the latest one that is allowed.</summary>
    TooLate = 8,

    /// <summary>The id is that of no prediction.</summary>
    UnknownPrediction = 9,

    /// <summary>The id has another fact, which was stored before.</summary>
    Conflict = 10,
}
