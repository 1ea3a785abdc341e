using RetrainGrains.Cli.Replay;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Costs;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;

namespace RetrainGrains.Cli.Backtest;

/// <summary>A command line whose files or database have been read and found good.</summary>
public sealed record BacktestOptions(ImmutableArray<PeriodRows> Streams, Recipe Recipe, TimeSpan Period)
{
    /// <summary>Trainings grow with the periods, scorings with their square.</summary>
    public const int PeriodsMax = 200;

    public const int JobsMax = 64;

    private const int PeriodsMin = 2;

    public required TreeSettings Trees { get; init; }
    public required CostAwareOptions CostAware { get; init; }
    public required ImmutableArray<NamedPolicy> Policies { get; init; }

    /// <summary>Reads all that the command line names, and reports everything that is wrong with any of it.</summary>
    public static async Task<(BacktestOptions? Settings, IReadOnlyList<Problem> Problems)> ReadAsync(
        BacktestArguments arguments, CancellationToken cancellation)
    {
        var problems = new List<Problem>();
        if (FixedPolicy.SpanOf(arguments.Period) is not { } period)
        {
            problems.Add(Problem.Of("--period", arguments.Period, "must be such as 7d, 12h or 30m"));
            period = TimeSpan.Zero;
        }
        if (arguments.Cost is { } cost && !(cost >= 0 && double.IsFinite(cost)))
            problems.Add(Problem.Of("--cost", cost, "must be finite and not negative"));
        if (arguments.Jobs is < 1 or > JobsMax)
            problems.Add(Problem.Of("--jobs", arguments.Jobs, $"must be 1 to {JobsMax}"));
        problems.AddRange(ReportFile.Check(arguments.JsonPath));
        problems.AddRange(ReportFile.Check(arguments.HtmlPath, "--html"));
        var costAware = CostAwareReader.Read(arguments.CostAwareFile, problems);
        var (streams, state) = await BacktestInput.ReadAsync(arguments, problems, cancellation);
        var recipe = ReadRecipe(arguments.Recipe ?? RecipeOf(state), problems);
        // A model that could not be read has been reported: its policy is not missing on top of that.
        var stored = state?.Policy ?? (arguments.Database is null ? null : new ModelPolicy());
        var policies = NamedPolicy.Read(arguments.Policies, stored, problems);
        if (problems.Count > 0) return (null, problems);
        var cut = streams.Select(stream => PeriodRows.Cut(stream, period)).ToImmutableArray();
        problems.AddRange(cut.SelectMany(rows => Check(rows, arguments.Period)));
        if (problems.Count > 0) return (null, problems);
        return (new BacktestOptions(cut, recipe, period)
        {
            Trees = state?.Policy.Challengers.Trees ?? new TreeSettings(), CostAware = costAware, Policies = policies,
        }, []);
    }

    // The recipe with the largest weight in what serves.
    private static string RecipeOf(ModelState? state) =>
        state?.Champion is { } champion ? (champion.Lead.Recipe with { Once = false }).Name : "leafwise/all";

    private static Recipe ReadRecipe(string name, List<Problem> problems)
    {
        if (Recipe.TryParse(name, out var recipe) && !recipe.Once
            && LearnerRegistry.BuiltIn.Names.Contains(recipe.Learner))
            return recipe;
        problems.Add(Problem.Of("--recipe", name,
            recipe.WorkerLearner is not null
                ? OptionReader.NoWorkers
                : "must be such as leafwise/all or ridge/180d/change, with a learner of "
                    + string.Join(", ", LearnerRegistry.BuiltIn.Names)));
        return recipe;
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
