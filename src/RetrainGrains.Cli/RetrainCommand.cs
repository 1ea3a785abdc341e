using System.CommandLine;
using RetrainGrains.Cli.Backtest;
using RetrainGrains.Cli.Drift;
using RetrainGrains.Cli.Move;
using RetrainGrains.Cli.Policies;
using RetrainGrains.Cli.Rebuild;
using RetrainGrains.Cli.Replay;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli;

/// <summary>The command line of <c>retrain</c>.</summary>
public sealed class RetrainCommand(IReplayEngine engine, TimeProvider clock, TextWriter output, TextWriter errors)
{
    public async Task<int> RunAsync(string[] arguments, CancellationToken cancellation = default)
    {
        var screen = CommandOutput.To(output, errors);
        var parsed = new RootCommand("Keeps fleets of deployed models fresh.")
        {
            ReplayOptions.Command(new ReplayCommand(engine, clock, screen).RunAsync),
            BacktestOptions.Command(new BacktestCommand(engine, clock, screen).RunAsync),
            DriftOptions.Command(new DriftCommand(screen).RunAsync),
            MoveOptions.Command(new MoveCommand(screen).RunAsync),
            RebuildOptions.Command(new RebuildCommand(clock, screen).RunAsync),
            PolicyCommand.Command(output),
        }.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) errors.WriteLine(Shown(error.Message, arguments));
            ShowUsage(parsed.CommandResult.Command);
            return ExitCode.BadInput;
        }
        var configuration = new InvocationConfiguration { Output = output, Error = errors };
        return await parsed.InvokeAsync(configuration, cancellation);
    }

    private void ShowUsage(Command asked)
    {
        (string Name, string Usage)[] usages =
        [
            ("replay", ReplayOptions.Usage), ("backtest", BacktestOptions.Usage),
            ("drift", DriftOptions.Usage), ("move", MoveOptions.Usage),
            ("rebuild", RebuildOptions.Usage), ("policy", PolicyCommand.Usage),
        ];
        var named = usages.Where(usage =>
            usage.Name == asked.Name || asked.Parents.Any(parent => parent.Name == usage.Name)).ToArray();
        foreach (var (_, usage) in named.Length > 0 ? named : usages) errors.WriteLine($"Usage: {usage}");
    }

    // A connection string may hold a password, and what follows it may be the rest of one that was not quoted.
    private static string Shown(string message, string[] arguments) => arguments
        .SkipWhile(argument => !DatabaseSide.IsConnection(argument))
        .Aggregate(message, (shown, argument) => shown.Replace($"'{argument}'", "'…'", StringComparison.Ordinal));
}
