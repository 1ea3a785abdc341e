using System.CommandLine;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Completing;

/// <summary>The options of <c>retrain completion</c>.</summary>
internal sealed record CompletionOptions
{
    [Argument("SHELL", "bash or zsh.")]
    public required string Shell { get; init; }
}

/// <summary>Writes the script by which a shell completes commands, options and ids of models.</summary>
internal static class CompletionCommand
{
    public static Command Command(CommandOutput output)
    {
        var command = new Command("completion", "Write a shell's script that completes commands: bash or zsh.")
            .Bind<Command, CompletionOptions>((options, _) => Task.FromResult(Run(options, output)));
        command.Arguments[0].CompletionSources.Add("bash", "zsh");
        return command;
    }

    private static int Run(CompletionOptions options, CommandOutput output)
    {
        if (options.Shell is not ("bash" or "zsh"))
            return output.Refuse(Domain.Primitives.Problem.Of("SHELL", options.Shell, "must be bash or zsh"));
        output.WriteLine(options.Shell == "bash" ? CompletionScript.Bash : CompletionScript.Zsh);
        return ExitCode.Success;
    }
}
