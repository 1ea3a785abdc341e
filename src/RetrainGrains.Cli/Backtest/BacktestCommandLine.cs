using System.CommandLine;

namespace RetrainGrains.Cli.Backtest;

/// <summary>The words of <c>retrain backtest</c>.</summary>
internal sealed class BacktestCommandLine
{
    public const string Usage = "retrain backtest FILES… --source FILE.json (retrain backtest --help lists all)";

    private readonly Argument<string[]> files = new("FILES")
    {
        Description = "Delimited files, or patterns of them; each is the stream of one model.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string> source = new("--source")
    {
        Description = "The source file that says how to read them (deploy/sources has examples).",
        Required = true,
    };
    private readonly Option<string> period = new("--period")
    {
        Description = "How often one may retrain, such as 7d, 1d or 12h.",
        DefaultValueFactory = _ => "7d",
    };
    private readonly Option<string> recipe = new("--recipe")
    {
        Description = "What is trained: learner, window and target form, such as leafwise/all or forest/180d/change.",
        DefaultValueFactory = _ => "leafwise/all",
    };
    private readonly Option<double?> cost = new("--cost")
    {
        Description = "What a retraining costs, in units of loss (squared error, or wrong classes). Without it 5 % of "
            + "what a model that has just been trained loses in a period.",
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
            "backtest", "Compare rules of when to retrain by what they would have cost on recorded data.")
        {
            files, source, period, recipe, cost, seed, json, html, quiet,
        };
        command.SetAction((parsed, cancellation) => run(ArgumentsOf(parsed), cancellation));
        return command;
    }

    private BacktestArguments ArgumentsOf(ParseResult parsed) =>
        new(parsed.GetValue(files)!, parsed.GetValue(source)!)
        {
            Period = parsed.GetValue(period)!,
            Recipe = parsed.GetValue(recipe)!,
            Cost = parsed.GetValue(cost),
            Seed = parsed.GetValue(seed),
            JsonPath = parsed.GetValue(json),
            HtmlPath = parsed.GetValue(html),
            Quiet = parsed.GetValue(quiet),
        };
}
