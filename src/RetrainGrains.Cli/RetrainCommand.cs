using System.CommandLine;
using RetrainGrains.Cli.Backtest;
using RetrainGrains.Cli.Drifting;
using RetrainGrains.Cli.Moving;
using RetrainGrains.Cli.Rebuilding;
using RetrainGrains.Cli.Replay;
using RetrainGrains.Cli.Verifying;
using Spectre.Console;

namespace RetrainGrains.Cli;

/// <summary>The command line of <c>retrain</c>.</summary>
public sealed class RetrainCommand(IReplayEngine engine, TimeProvider clock, TextWriter output, TextWriter errors)
{
    public async Task<int> RunAsync(string[] arguments, CancellationToken cancellation = default)
    {
        var replay = new ReplayCommandLine().Command((given, token) =>
            new ReplayCommand(engine, clock, Console(), errors).RunAsync(given, token));
        var backtest = new BacktestCommandLine().Command((given, token) =>
            new BacktestCommand(engine, clock, Console(), errors).RunAsync(given, token));
        var drift = new DriftCommandLine().Command((given, token) =>
            new DriftCommand(Console(), errors).RunAsync(given, token));
        var move = new MoveCommandLine().Command((given, token) =>
            new MoveCommand(Console(), errors).RunAsync(given, token));
        var rebuild = new RebuildCommandLine().Command((given, token) =>
            new RebuildCommand(clock, Console(), errors).RunAsync(given, token));
        var verify = new VerifyCommandLine().Command((given, token) =>
            new VerifyCommand(Console(), errors).RunAsync(given, token));
        var parsed = new RootCommand("Keeps fleets of deployed models fresh.")
        {
            replay, backtest, drift, move, rebuild, verify,
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
            ("replay", ReplayCommandLine.Usage), ("backtest", BacktestCommandLine.Usage),
            ("drift", DriftCommandLine.Usage), ("move", MoveCommandLine.Usage),
            ("rebuild", RebuildCommandLine.Usage), ("verify", VerifyCommandLine.Usage),
        ];
        var named = usages.Where(usage =>
            usage.Name == asked.Name || asked.Parents.Any(parent => parent.Name == usage.Name)).ToArray();
        foreach (var (_, usage) in named.Length > 0 ? named : usages) errors.WriteLine($"Usage: {usage}");
    }

    // A connection string may hold a password, and what follows it may be the rest of one that was not quoted.
    private static string Shown(string message, string[] arguments) => arguments
        .SkipWhile(argument => !DatabaseSide.IsConnection(argument))
        .Aggregate(message, (shown, argument) => shown.Replace($"'{argument}'", "'…'", StringComparison.Ordinal));

    private IAnsiConsole Console()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        // Redirected output has no width; tables must not wrap in a file.
        if (!console.Profile.Out.IsTerminal) console.Profile.Width = 240;
        return console;
    }
}
