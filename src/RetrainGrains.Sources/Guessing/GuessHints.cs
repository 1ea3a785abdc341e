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
}
