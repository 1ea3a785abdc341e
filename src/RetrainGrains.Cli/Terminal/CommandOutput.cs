using RetrainGrains.Domain.Primitives;
using Spectre.Console;

namespace RetrainGrains.Cli.Terminal;

/// <summary>The console that a command writes to, and the stream that its problems go to.</summary>
internal sealed record CommandOutput(IAnsiConsole Console, TextWriter Errors)
{
    public static CommandOutput To(TextWriter output, TextWriter errors)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        // Redirected output has no width; tables must not wrap in a file.
        if (!console.Profile.Out.IsTerminal) console.Profile.Width = 240;
        return new CommandOutput(console, errors);
    }

    public int Refuse(params IEnumerable<Problem> problems)
    {
        foreach (var problem in problems) Errors.WriteLine(problem);
        return ExitCode.BadInput;
    }

    /// <summary>Writes the report where a path was given, and ends with the code unless that fails.</summary>
    public async Task<int> EndAsync(int code, string? path, Func<string> report, CancellationToken cancellation) =>
        path is not null && await ReportFile.WriteAsync(path, report(), cancellation) is { } problem
            ? Refuse(problem)
            : code;
}
