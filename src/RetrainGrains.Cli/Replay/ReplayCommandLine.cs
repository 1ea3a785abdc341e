using System.CommandLine;

namespace RetrainGrains.Cli.Replay;

/// <summary>The words of <c>retrain replay</c>.</summary>
internal sealed class ReplayCommandLine
{
    public const string Usage = "retrain replay FILES… --source FILE.json (retrain replay --help lists all)";

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
    private readonly Option<string?> preset = new("--preset") { Description = "A policy by name." };
    private readonly Option<string?> policy = new("--policy")
    {
        Description = "A policy file; it overrides the preset where it speaks.",
    };
    private readonly Option<string?> compare = new("--compare")
    {
        Description = "Fixed policies to run side by side, such as never,weekly/all,weekly/30d/change,last-value.",
    };
    private readonly Option<string?> from = new("--from") { Description = "Replay rows from this time on." };
    private readonly Option<string?> to = new("--to") { Description = "Replay rows before this time." };
    private readonly Option<ulong> seed = new("--seed")
    {
        Description = "The seed of everything that is drawn.",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<string?> json = new("--json") { Description = "Write the whole report to this file." };
    private readonly Option<string?> database = new("--database")
    {
        Description = "Keep everything in this database; a replay that was interrupted goes on from it.",
    };
    private readonly Option<bool> explain = new("--explain")
    {
        Description = "Say why each retraining started and why each challenger was promoted or rejected.",
    };
    private readonly Option<bool> quiet = new("--quiet") { Description = "Show no progress." };

    public Command Command(Func<ReplayArguments, CancellationToken, Task<int>> run)
    {
        var command = new Command("replay", "Stream recorded data through the system on virtual time.")
        {
            files, source, preset, policy, compare, from, to, seed, json, database, explain, quiet,
        };
        command.SetAction((parsed, cancellation) => run(ArgumentsOf(parsed), cancellation));
        return command;
    }

    private ReplayArguments ArgumentsOf(ParseResult parsed) =>
        new(parsed.GetValue(files)!, parsed.GetValue(source)!)
        {
            Preset = parsed.GetValue(preset),
            PolicyFile = parsed.GetValue(policy),
            Compare = parsed.GetValue(compare),
            From = parsed.GetValue(from),
            To = parsed.GetValue(to),
            Seed = parsed.GetValue(seed),
            JsonPath = parsed.GetValue(json),
            DatabasePath = parsed.GetValue(database),
            Explain = parsed.GetValue(explain),
            Quiet = parsed.GetValue(quiet),
        };
}
