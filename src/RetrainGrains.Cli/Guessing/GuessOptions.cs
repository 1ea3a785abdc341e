using System.Text.Json;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;
using RetrainGrains.Sources;
using RetrainGrains.Sources.Guessing;

namespace RetrainGrains.Cli.Guessing;

/// <summary>The options that tell a guess of a source file what its user knows.</summary>
public sealed record GuessOptions
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

    [Option("--with", "A column that is a feature although it seems to give the target away; several times for "
        + "several.")]
    public string[] With { get; init; } = [];

    [Option("--horizon", "How far ahead a row asks, such as 24h: its own columns are known then. Without it a row asks "
        + "for its own target, which is known a step later.")]
    public string? Horizon { get; init; }

    [Option("--measure", "value, return (the relative change over the horizon) or direction (whether it rises).")]
    public string? Measure { get; init; }

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
        if (With.Length > 0) yield return "--with";
        if (Horizon is not null) yield return "--horizon";
        if (Measure is not null) yield return "--measure";
        if (Delimiter is not null) yield return "--delimiter";
        if (Task is not null) yield return "--task";
    }

    /// <summary>Guesses the source of a file as the options say; null where anything is wrong.</summary>
    /// <param name="path">The file.</param>
    /// <param name="now">No row is later, where the file holds no times.</param>
    /// <param name="derives">True to try features of earlier rows and of the calendar, too.</param>
    /// <param name="period">The rows to look at; null: all.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public SourceGuess? Guess(
        string path, DateTimeOffset now, bool derives, Period? period, List<Problem> problems)
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
            With = [.. With],
            Horizon = ReadHorizon(problems),
            Measure = ReadMeasure(problems),
            Derives = derives,
            Period = period ?? new Period(),
        };
        return problems.Count == before ? SourceGuesser.Guess(path, hints, now, problems) : null;
    }

    private TimeSpan? ReadHorizon(List<Problem> problems)
    {
        if (Horizon is null) return null;
        try
        {
            if (DomainJson.Read<TimeSpan>(JsonSerializer.Serialize(Horizon)) is { Ticks: > 0 } span) return span;
        }
        catch (JsonException)
        {
        }
        problems.Add(Problem.Of("--horizon", Horizon, "must be a positive time span such as 7d, 24h or 30m"));
        return null;
    }

    private TargetMeasure ReadMeasure(List<Problem> problems)
    {
        if (Measure is null) return TargetMeasure.Value;
        if (Enum.TryParse<TargetMeasure>(Measure, ignoreCase: true, out var measure) && Enum.IsDefined(measure)
            && !char.IsAsciiDigit(Measure[0])) return measure;
        problems.Add(Problem.Of("--measure", Measure, "must be value, return or direction"));
        return TargetMeasure.Value;
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
