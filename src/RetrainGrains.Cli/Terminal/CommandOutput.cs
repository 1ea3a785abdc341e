using RetrainGrains.Domain.Primitives;
using Spectre.Console;

namespace RetrainGrains.Cli.Terminal;

/// <summary>The console that a command writes to, and the stream that its problems go to.</summary>
internal sealed record CommandOutput(IAnsiConsole Console, TextWriter Errors)
{
    public static CommandOutput To(TextWriter output, TextWriter errors)
    {
        var target = new AnsiConsoleOutput(output);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = target,
            // Whatever the environment says of the terminal: a file has no colours. On one, NO_COLOR is heard.
            Ansi = target.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = target.IsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        // Redirected output has no width; tables must not wrap in a file.
        if (!target.IsTerminal) console.Profile.Width = 240;
        return new CommandOutput(console, errors);
    }

    /// <summary>Writes a line as it is: one that a program reads, or that must not wrap.</summary>
    public void WriteLine(string line) => Console.Profile.Out.Writer.WriteLine(Plain(line));

    /// <summary>Replaces what would steer a terminal: texts of a server are other people's.</summary>
    public static string Plain(string text) => text.Any(IsForeign)
        ? string.Concat(text.Select(character => IsForeign(character) ? '\ufffd' : character))
        : text;

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

    private static bool IsForeign(char character) => char.IsControl(character) && character is not ('\n' or '\t');
}
