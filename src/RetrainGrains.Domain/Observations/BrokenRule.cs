using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Observations;

/// <summary>A rule that a value of a row breaks: its kind for programs, its words for people.</summary>
public readonly record struct BrokenRule(FaultKind Kind, string Text)
{
    /// <summary>Makes the problem of a value that was found at a place.</summary>
    public Problem At(string field, object? value) => Problem.Of(field, value, Text, Kind);
}
