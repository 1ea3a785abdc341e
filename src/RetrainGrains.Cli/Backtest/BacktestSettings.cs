using RetrainGrains.Cli.Replay;
using RetrainGrains.Cli.Sources;
using RetrainGrains.Domain.Challengers;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Cli.Backtest;

/// <summary>A command line whose files have been read and found good.</summary>
public sealed record BacktestSettings(ImmutableArray<PeriodRows> Streams, Recipe Recipe, TimeSpan Period)
{
    /// <summary>Trainings grow with the periods, scorings with their square.</summary>
    public const int PeriodsMax = 200;

    private const int PeriodsMin = 2;

    /// <summary>Reads all that the command line names, and reports everything that is wrong with any of it.</summary>
    public static (BacktestSettings? Settings, IReadOnlyList<Problem> Problems) Read(BacktestArguments arguments)
    {
        var problems = new List<Problem>();
        if (!Recipe.TryParse(arguments.Recipe, out var recipe) || !LearnerRegistry.Names.Contains(recipe.Learner)
            || recipe.Once)
        {
            problems.Add(Problem.Of("--recipe", arguments.Recipe,
                "must be such as leafwise/all or ridge/180d/change, with a learner of "
                + string.Join(", ", LearnerRegistry.Names)));
        }
        if (FixedPolicy.SpanOf(arguments.Period) is not { } period)
        {
            problems.Add(Problem.Of("--period", arguments.Period, "must be such as 7d, 12h or 30m"));
            period = TimeSpan.Zero;
        }
        if (arguments.Cost is { } cost && !(cost >= 0 && double.IsFinite(cost)))
            problems.Add(Problem.Of("--cost", cost, "must be finite and not negative"));
        problems.AddRange(ReportFile.Check(arguments.JsonPath));
        problems.AddRange(ReportFile.Check(arguments.HtmlPath, "--html"));
        var streams = ImmutableArray<ObservationStream>.Empty;
        if (ReplaySettings.ReadSource(arguments.Source, problems) is { } source)
        {
            (streams, var unreadable) = StreamLoader.Load(source, arguments.Files, new Period());
            problems.AddRange(unreadable);
        }
        if (problems.Count > 0) return (null, problems);
        var cut = streams.Select(stream => PeriodRows.Cut(stream, period)).ToImmutableArray();
        problems.AddRange(cut.SelectMany(rows => Check(rows, arguments.Period)));
        return problems.Count > 0 ? (null, problems) : (new BacktestSettings(cut, recipe, period), []);
    }

    private static IEnumerable<Problem> Check(PeriodRows rows, string period)
    {
        if (rows.Periods is < PeriodsMin or > PeriodsMax)
        {
            yield return Problem.Of("--period", period,
                $"cuts {rows.Stream.ModelId} into {rows.Periods} periods, and must give {PeriodsMin} to {PeriodsMax}");
        }
        else if (rows.Rows.All(part => part.IsEmpty))
        {
            yield return Problem.Of("--period", period,
                $"is shorter than the time until outcomes of {rows.Stream.ModelId} are known");
        }
    }
}
