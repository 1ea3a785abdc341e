using RetrainGrains.Cli.Terminal;
using RetrainGrains.Sources.Guessing;

namespace RetrainGrains.Cli.Guessing;

/// <summary>Tells what was guessed of a file, and what may be wrong.</summary>
internal static class GuessDisplay
{
    public static void Write(SourceGuess guess, Action<string> writeLine)
    {
        foreach (var (name, text) in guess.Findings) writeLine(CommandOutput.Plain($"  {name,-10}{text}"));
        foreach (var doubt in guess.Doubts) writeLine(CommandOutput.Plain($"  ?         {doubt}"));
    }
}
