using System.CommandLine;

namespace RetrainGrains.Cli.Verifying;

/// <summary>The words of <c>retrain verify</c>.</summary>
internal sealed class VerifyCommandLine
{
    public const string Usage = "retrain verify statistics (retrain verify statistics --help lists all)";

    private readonly Option<double> effort = new("--effort")
    {
        Description = "How much is simulated, 0.01 to 100: 1 takes some minutes.",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<int> seed = new("--seed")
    {
        Description = "The same seed gives the same report.",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<string?> json = new("--json") { Description = "Write the whole report to this file." };
    private readonly Option<bool> quiet = new("--quiet") { Description = "Show no progress." };

    public Command Command(Func<VerifyArguments, CancellationToken, Task<int>> run)
    {
        var statistics = new Command(
            "statistics", "Measure by simulation whether the stated error rates of decisions hold.")
        {
            effort, seed, json, quiet,
        };
        statistics.SetAction((parsed, cancellation) => run(ArgumentsOf(parsed), cancellation));
        return new Command("verify", "Hold the product to what it states.") { statistics };
    }

    private VerifyArguments ArgumentsOf(ParseResult parsed) => new(parsed.GetValue(effort), parsed.GetValue(seed))
    {
        JsonPath = parsed.GetValue(json),
        Quiet = parsed.GetValue(quiet),
    };
}
