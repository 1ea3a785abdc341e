using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;
using RetrainGrains.Sources.Guessing;

namespace RetrainGrains.Cli.Guessing;

/// <summary>The options that tell a guess of a source file what its user knows.</summary>
internal sealed record GuessOptions
{
    [Option("--target", "The column that is predicted.")]
    public string? Target { get; init; }

    [Option("--time", "The column with each row's time; guessed when not given.")]
    public string? Time { get; init; }

    [Option("--key", "A column that tells rows of the same time apart, such as a shop; several times for several.")]
    public string[] Key { get; init; } = [];

    [Option("--without", "A column that is no feature, such as one that is only known with the outcome; several times "
        + "for several.")]
    public string[] Without { get; init; } = [];

    [Option("--delimiter", "The character between cells, or tab; guessed when not given.")]
    public string? Delimiter { get; init; }

    [Option("--task", "regression, binary or multiclass; guessed by the target's cells when not given.")]
    public string? Task { get; init; }

    /// <summary>Lists the options that were given.</summary>
    public IEnumerable<string> Given()
    {
        if (Target is not null) yield return "--target";
        if (Time is not null) yield return "--time";
        if (Key.Length > 0) yield return "--key";
        if (Without.Length > 0) yield return "--without";
        if (Delimiter is not null) yield return "--delimiter";
        if (Task is not null) yield return "--task";
    }

    /// <summary>Guesses the source of a file as the options say; null where anything is wrong.</summary>
    public SourceGuess? Guess(string path, DateTimeOffset now, List<Problem> problems)
    {
        var before = problems.Count;
        problems.AddRange(DelimiterOption.Check(Delimiter));
        var hints = new GuessHints(Target ?? "")
        {
            Time = Time,
            Key = [.. Key],
            Without = [.. Without],
            Delimiter = DelimiterOption.Read(Delimiter),
            Task = ReadTask(problems),
        };
        return problems.Count == before ? SourceGuesser.Guess(path, hints, now, problems) : null;
    }

    private PredictionTask? ReadTask(List<Problem> problems)
    {
        PredictionTask? task = Task switch
        {
            "regression" => PredictionTask.Regression,
            "binary" or "binaryClassification" => PredictionTask.BinaryClassification,
            "multiclass" or "multiclassClassification" => PredictionTask.MulticlassClassification,
            _ => null,
        };
        if (task is null && Task is not null)
            problems.Add(Problem.Of("--task", Task, "must be regression, binary or multiclass"));
        return task;
    }
}
