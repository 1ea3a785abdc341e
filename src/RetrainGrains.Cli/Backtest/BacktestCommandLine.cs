using System.CommandLine;
using System.CommandLine.Parsing;

namespace RetrainGrains.Cli.Backtest;

/// <summary>The words of <c>retrain backtest</c>.</summary>
internal sealed class BacktestCommandLine
{
    public const string Usage = "retrain backtest FILES… --source FILE.json, or retrain backtest --database fleet.db "
        + "--model NAME (retrain backtest --help lists all)";

    private readonly Argument<string[]> files = new("FILES")
    {
        Description = "Delimited files, or patterns of them; each is the stream of one model.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string?> source = new("--source")
    {
        Description = "The source file that says how to read them (deploy/sources has examples).",
    };
    private readonly Option<string?> database = new("--database")
    {
        Description = "Instead of files: the database of a server, a SQLite file or a PostgreSQL connection string. It "
            + "is only read; up to 1,000,000 outcomes are held in memory.",
    };
    private readonly Option<string?> model = new("--model") { Description = "The model of the database." };
    private readonly Option<string?> warmUp = new("--warm-up")
    {
        Description = "How much of the database's traffic is only learned from, such as 30d; without it what was "
            + "imported before the first prediction, or a quarter.",
    };
    private readonly Option<string?> from = new("--from") { Description = "Use rows from this time on." };
    private readonly Option<string?> to = new("--to") { Description = "Use rows before this time." };
    private readonly Option<string> period = new("--period")
    {
        Description = "How often one may retrain, such as 7d, 1d or 12h.",
        DefaultValueFactory = _ => "7d",
    };
    private readonly Option<string?> recipe = new("--recipe")
    {
        Description = "What is trained: learner, window and target form, such as forest/180d/change. Without it the "
            + "champion's of a database, leafwise/all for files.",
    };
    private readonly Option<double?> cost = new("--cost")
    {
        Description = "What a retraining costs, in units of loss (squared error, or wrong classes). Without it 5 % of "
            + "what a model that has just been trained loses in a period.",
    };
    private readonly Option<string?> costAware = new("--cost-aware")
    {
        Description = "A file that overrides the cost-aware rule's settings, such as {\"priorSlope\": 0.05}.",
    };
    private readonly Option<string[]> policies = new("--policy")
    {
        Description = "A complete policy to run on the same rows: name=FILE.json, a preset's name, or with a database "
            + "stored, the model's own. May be repeated.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<int> jobs = new("--jobs")
    {
        Description = "Trainings, and replays of policies, side by side; the result does not depend on it.",
        DefaultValueFactory = _ => 2,
    };
    private readonly Option<ulong> seed = new("--seed")
    {
        Description = "The seed of everything that is drawn.",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<string?> json = new("--json") { Description = "Write the whole report to this file." };
    private readonly Option<string?> html = new("--html") { Description = "Write a page with charts to this file." };
    private readonly Option<bool> quiet = new("--quiet") { Description = "Show no progress." };

    public Command Command(Func<BacktestArguments, CancellationToken, Task<int>> run)
    {
        var command = new Command(
            "backtest", "Compare rules of when to retrain by what they would have cost on recorded traffic.")
        {
            files, source, database, model, warmUp, from, to, period, recipe, cost, costAware, policies, jobs, seed,
            json, html, quiet,
        };
        command.Validators.Add(RequireInput);
        command.SetAction((parsed, cancellation) => run(ArgumentsOf(parsed), cancellation));
        return command;
    }

    private void RequireInput(CommandResult given)
    {
        var (hasFiles, hasSource) = (given.GetResult(files)?.Tokens.Count > 0, given.GetResult(source) is not null);
        var (hasDatabase, hasModel) = (given.GetResult(database) is not null, given.GetResult(model) is not null);
        var ofFiles = hasFiles && hasSource && !hasDatabase && !hasModel;
        var ofDatabase = hasDatabase && hasModel && !hasFiles && !hasSource;
        if (!ofFiles && !ofDatabase) given.AddError("Give FILES and --source, or --database and --model.");
    }

    private BacktestArguments ArgumentsOf(ParseResult parsed) => new()
    {
        Files = parsed.GetValue(files)!,
        Source = parsed.GetValue(source),
        Database = parsed.GetValue(database),
        Model = parsed.GetValue(model),
        WarmUp = parsed.GetValue(warmUp),
        From = parsed.GetValue(from),
        To = parsed.GetValue(to),
        Period = parsed.GetValue(period)!,
        Recipe = parsed.GetValue(recipe),
        Cost = parsed.GetValue(cost),
        CostAwareFile = parsed.GetValue(costAware),
        Policies = parsed.GetValue(policies) ?? [],
        Jobs = parsed.GetValue(jobs),
        Seed = parsed.GetValue(seed),
        JsonPath = parsed.GetValue(json),
        HtmlPath = parsed.GetValue(html),
        Quiet = parsed.GetValue(quiet),
    };
}
