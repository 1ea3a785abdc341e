namespace RetrainGrains.Sources.Guessing;

/// <summary>A source file that was made by looking at the data.</summary>
/// <param name="Json">The file's text, which says in comments what was guessed.</param>
/// <param name="Source">The same as a program reads it.</param>
/// <param name="Findings">The guesses for people: what of, and what.</param>
/// <param name="Doubts">The sentences about what may be wrong.</param>
public sealed record SourceGuess(
    string Json, SourceFile Source, ImmutableArray<(string Name, string Text)> Findings, ImmutableArray<string> Doubts);
