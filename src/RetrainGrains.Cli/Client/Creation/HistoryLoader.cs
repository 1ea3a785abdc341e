using RetrainGrains.Cli.Guessing;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Sources;

namespace RetrainGrains.Cli.Client.Creation;

/// <summary>Loads a model's schema and history by a source file, or by one that is guessed of the data.</summary>
internal static class HistoryLoader
{
    /// <summary>Loads them, and tells people what was guessed; null where anything is wrong.</summary>
    public static ObservationStream? Load(
        string? sourcePath, string? dataPath, GuessOptions guessing, Period period, DateTimeOffset now,
        CommandOutput? told, List<Problem> problems)
    {
        if (sourcePath is not null)
        {
            problems.AddRange(guessing.Given().Select(option =>
                Problem.Of(option, "", $"must be left out: {sourcePath} says it")));
            return SourceSchema.Load(sourcePath, dataPath, period, problems);
        }
        if (dataPath is null)
        {
            problems.Add(Problem.Of(
                "--source", "", "must be given, or --data and --target, of which a source is guessed"));
            return null;
        }
        if (guessing.Guess(dataPath, now, derives: false, period, problems) is not { } guess) return null;
        if (told is not null)
        {
            told.WriteLine($"Guessed from {dataPath}:");
            GuessDisplay.Write(guess, told.WriteLine);
            told.WriteLine($"To change that: retrain init {ShellText.Word(dataPath)} --target "
                + $"{ShellText.Word(guessing.Target!)} > source.json, then --source source.json");
        }
        return SourceSchema.Load(guess.Source, dataPath, period, problems);
    }
}
