using System.CommandLine;
using RetrainGrains.Cli.Backtest;
using RetrainGrains.Cli.Client;
using RetrainGrains.Cli.Client.Completing;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Drift;
using RetrainGrains.Cli.Guessing;
using RetrainGrains.Cli.Move;
using RetrainGrains.Cli.Policies;
using RetrainGrains.Cli.Rebuild;
using RetrainGrains.Cli.Replay;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Cli.Views;

namespace RetrainGrains.Cli;

/// <summary>The command line of <c>retrain</c>.</summary>
public sealed class RetrainCommand(
    IReplayEngine engine, TimeProvider clock, TextWriter output, TextWriter errors,
    ClientEnvironment? environment = null)
{
    public async Task<int> RunAsync(string[] arguments, CancellationToken cancellation = default)
    {
        var parsed = Root().Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) errors.WriteLine(Shown(error.Message, arguments));
            ShowUsage(parsed.CommandResult.Command);
            return ExitCode.BadInput;
        }
        var configuration = new InvocationConfiguration { Output = output, Error = errors };
        return await parsed.InvokeAsync(configuration, cancellation);
    }

    private RootCommand Root()
    {
        var screen = CommandOutput.To(output, errors);
        var sessions = new ServerSessions(environment ?? ClientEnvironment.OfProcess(), clock, screen);
        var client = new ClientCommands(sessions);
        var root = new RootCommand("Keeps fleets of deployed models fresh.")
        {
            InitCommand.Command(new InitCommand(clock, screen).RunAsync),
            ReplayOptions.Command(new ReplayCommand(engine, clock, screen).RunAsync),
            BacktestOptions.Command(new BacktestCommand(engine, clock, screen).RunAsync),
            DriftOptions.Command(new DriftCommand(screen).RunAsync),
            MoveOptions.Command(new MoveCommand(screen).RunAsync),
            RebuildOptions.Command(new RebuildCommand(clock, screen).RunAsync),
            RebuildViewsOptions.Command(new RebuildViewsCommand(clock, screen).RunAsync),
            PolicyCommand.Command(output, client.OfPolicies()),
            CompletionCommand.Command(screen),
        };
        foreach (var command in client.All()) root.Add(command);
        ModelNames.AddTo(root.Subcommands, sessions);
        return ExitCodeHelp.AddTo(root);
    }

    private void ShowUsage(Command asked)
    {
        (string Name, string Usage)[] usages =
        [
            ("replay", ReplayOptions.Usage), ("backtest", BacktestOptions.Usage),
            ("drift", DriftOptions.Usage), ("move", MoveOptions.Usage),
            ("rebuild", RebuildOptions.Usage), ("rebuild-views", RebuildViewsOptions.Usage),
        ];
        string[] shown = asked is RootCommand
            ? [.. usages.Select(usage => usage.Usage), "retrain COMMAND … (retrain --help lists all)"]
            : [.. usages.Where(usage => usage.Name == asked.Name).Select(usage => usage.Usage)];
        foreach (var usage in shown.Length > 0 ? shown : CommandUsage.Of(asked)) errors.WriteLine($"Usage: {usage}");
    }

    // A connection string may hold a password, and what follows it may be the rest of one that was not quoted.
    private static string Shown(string message, string[] arguments) => arguments
        .SkipWhile(argument => !DatabaseSide.IsConnection(argument))
        .Aggregate(message, (shown, argument) => shown.Replace($"'{argument}'", "'…'", StringComparison.Ordinal));
}
