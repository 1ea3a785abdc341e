using System.CommandLine;
using System.CommandLine.Parsing;
using RetrainGrains.Cli.Replay;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Costs;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;

namespace RetrainGrains.Cli.Backtest;

/// <summary>
/// The options of <c>retrain backtest</c>, as given: files with their source file, or a model of a database.
/// </summary>
internal sealed record BacktestOptions
{
    public const string Usage = "retrain backtest FILES… --source FILE.json, or retrain backtest --database fleet.db "
        + "--model NAME (retrain backtest --help lists all)";

    /// <summary>The most periods of a stream: trainings grow with them, scorings with their square.</summary>
    public const int PeriodsMax = 200;

    public const int JobsMax = 64;

    private const int PeriodsMin = 2;

    [Argument(
        "FILES", "Delimited files, or patterns of them; each is the stream of one model.", Minimum = 0,
        Maximum = 100_000)]
    public string[] Files { get; init; } = [];

    [Option("--source", "The source file that says how to read them (deploy/sources has examples).")]
    public string? Source { get; init; }

    [Option(
        "--database",
        "Instead of files: the database of a server, a SQLite file or a PostgreSQL connection string. It is only read; "
        + "up to 1,000,000 outcomes are held in memory.")]
    public string? Database { get; init; }

    [Option("--model", "The model of the database.")]
    public string? Model { get; init; }

    [Option(
        "--warm-up",
        "How much of the database's traffic is only learned from, such as 30d; without it what was imported before the "
        + "first prediction, or a quarter.")]
    public string? WarmUp { get; init; }

    [Option("--from", "Use rows from this time on.")]
    public string? From { get; init; }

    [Option("--to", "Use rows before this time.")]
    public string? To { get; init; }

    [Option("--period", "How often one may retrain, such as 7d, 1d or 12h.")]
    public string Period { get; init; } = "7d";

    [Option(
        "--recipe",
        "What is trained: learner, window and target form, such as forest/180d/change. Without it the champion's of a "
        + "database, leafwise/all for files.")]
    public string? Recipe { get; init; }

    [Option(
        "--cost",
        "What a retraining costs, in units of loss (squared error, or wrong classes). Without it 5 % of what a model "
        + "that has just been trained loses in a period.")]
    public double? Cost { get; init; }

    [Option(
        "--cost-aware", "A file that overrides the cost-aware rule's settings, such as {\"priorSlope\": 0.05}.")]
    public string? CostAwareFile { get; init; }

    [Option(
        "--policy",
        "A complete policy to run on the same rows: name=FILE.json, a preset's name, or with a database stored, the "
        + "model's own. May be repeated.")]
    public string[] Policies { get; init; } = [];

    [Option("--jobs", "Trainings, and replays of policies, side by side; the result does not depend on it.")]
    public int Jobs { get; init; } = 2;

    [Option("--seed", "The seed of everything that is drawn.")]
    public ulong Seed { get; init; } = 1;

    [Option("--json", "Write the whole report to this file.")]
    public string? JsonPath { get; init; }

    [Option("--html", "Write a page with charts to this file.")]
    public string? HtmlPath { get; init; }

    [Option("--quiet", "Show no progress.")]
    public bool Quiet { get; init; }

    public static Command Command(Func<BacktestOptions, CancellationToken, Task<int>> run)
    {
        var command = new Command(
            "backtest", "Compare rules of when to retrain by what they would have cost on recorded traffic.").Bind(run);
        command.Validators.Add(RequireInput);
        return command;
    }

    /// <summary>Returns the type's name without the connection string, which may hold a password.</summary>
    public override string ToString() => nameof(BacktestOptions);

    /// <summary>Reads all that the command line names, and reports everything that is wrong with any of it.</summary>
    public async Task<(BacktestInput? Input, IReadOnlyList<Problem> Problems)> ReadAsync(CancellationToken cancellation)
    {
        var problems = new List<Problem>();
        if (FixedPolicy.SpanOf(Period) is not { } period)
        {
            problems.Add(Problem.Of("--period", Period, "must be such as 7d, 12h or 30m"));
            period = TimeSpan.Zero;
        }
        if (Cost is { } cost && !(cost >= 0 && double.IsFinite(cost)))
        {
            problems.Add(Problem.Of("--cost", cost, "must be finite and not negative"));
        }
        if (Jobs is < 1 or > JobsMax) problems.Add(Problem.Of("--jobs", Jobs, $"must be 1 to {JobsMax}"));
        problems.AddRange(ReportFile.Check(JsonPath));
        problems.AddRange(ReportFile.Check(HtmlPath, "--html"));
        var costAware = CostAwareReader.Read(CostAwareFile, problems);
        var (streams, state) = await TrafficReader.ReadAsync(this, problems, cancellation);
        var recipe = ReadRecipe(Recipe ?? RecipeOf(state), problems);
        // A model that could not be read has been reported: its policy is not missing on top of that.
        var stored = state?.Policy ?? (Database is null ? null : new ModelPolicy());
        var policies = NamedPolicy.Read(Policies, stored, problems);
        if (problems.Count > 0) return (null, problems);
        var cut = streams.Select(stream => PeriodRows.Cut(stream, period)).ToImmutableArray();
        problems.AddRange(cut.SelectMany(Check));
        if (problems.Count > 0) return (null, problems);
        var trees = state?.Policy.Challengers.Trees ?? new TreePolicy();
        return (new BacktestInput(cut, recipe, period, trees, costAware, policies), []);
    }

    private static void RequireInput(CommandResult given)
    {
        bool Has(string name) => given.GetResult(name) is { Tokens.Count: > 0 };
        var (hasFiles, hasSource, hasDatabase, hasModel) =
            (Has("FILES"), Has("--source"), Has("--database"), Has("--model"));
        var ofFiles = hasFiles && hasSource && !hasDatabase && !hasModel;
        var ofDatabase = hasDatabase && hasModel && !hasFiles && !hasSource;
        if (!ofFiles && !ofDatabase) given.AddError("Give FILES and --source, or --database and --model.");
    }

    // The recipe with the largest weight in what serves.
    private static string RecipeOf(ModelState? state) =>
        state?.Champion is { } champion ? (champion.Lead.Recipe with { Once = false }).Name : "leafwise/all";

    private static Recipe ReadRecipe(string name, List<Problem> problems)
    {
        if (Domain.Candidates.Recipe.TryParse(name, out var recipe) && !recipe.Once
            && LearnerRegistry.BuiltIn.Names.Contains(recipe.Learner))
        {
            return recipe;
        }
        problems.Add(Problem.Of("--recipe", name,
            recipe.WorkerLearner is not null
                ? OptionReader.NoWorkers
                : "must be such as leafwise/all or ridge/180d/change, with a learner of "
                    + string.Join(", ", LearnerRegistry.BuiltIn.Names)));
        return recipe;
    }

    private IEnumerable<Problem> Check(PeriodRows rows)
    {
        if (rows.Periods is < PeriodsMin or > PeriodsMax)
        {
            yield return Problem.Of("--period", Period,
                $"cuts {rows.Stream.ModelId} into {rows.Periods} periods, and must give {PeriodsMin} to {PeriodsMax}");
        }
        else if (rows.Rows.All(part => part.IsEmpty))
        {
            yield return Problem.Of("--period", Period,
                $"is shorter than the time until outcomes of {rows.Stream.ModelId} are known");
        }
    }
}

/// <summary>The streams, cut into periods, and the policies of a backtest, read and found good.</summary>
internal sealed record BacktestInput(
    ImmutableArray<PeriodRows> Streams, Recipe Recipe, TimeSpan Period, TreePolicy Trees, CostAwareOptions CostAware,
    ImmutableArray<NamedPolicy> Policies);
