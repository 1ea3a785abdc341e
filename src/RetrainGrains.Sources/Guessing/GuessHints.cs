using RetrainGrains.Learning.Data;

namespace RetrainGrains.Sources.Guessing;

/// <summary>The parts of a source file that somebody knows already.</summary>
public sealed record GuessHints(string Target)
{
    public string? Time { get; init; }

    public ImmutableArray<string> Key { get; init; } = [];

    /// <summary>The columns that are no features.</summary>
    public ImmutableArray<string> Without { get; init; } = [];

    public char? Delimiter { get; init; }

    public PredictionTask? Task { get; init; }

    /// <summary>The columns that are features, also where they seem to give the target away.</summary>
    public ImmutableArray<string> With { get; init; } = [];

    /// <summary>The time from a row to the value that it asks for; null: the row's own.</summary>
    public TimeSpan? Horizon { get; init; }

    public TargetMeasure Measure { get; init; }

    /// <summary>The rows that are looked at where lags and the like are tried.</summary>
    public Period Period { get; init; } = new();

    /// <summary>
    /// Tries features that are computed of earlier rows and of the calendar; otherwise only columns are features, which
    /// callers of a served model have at hand.
    /// </summary>
    public bool Derives { get; init; }
}
