using System.CommandLine;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Guessing;

/// <summary>Writes a source file that was guessed by looking at the data, to be changed and used.</summary>
internal sealed class InitCommand(TimeProvider clock, CommandOutput output)
{
    public static Command Command(Func<InitOptions, CancellationToken, Task<int>> run) =>
        new Command("init", "Guess a source file by looking at the data, and write it to the output.")
            .Bind(run);

    public Task<int> RunAsync(InitOptions options, CancellationToken cancellation)
    {
        var problems = new List<Problem>();
        if (options.Guess.Guess(
            options.DataFile, clock.GetUtcNow(), derives: !options.Plain, period: null, problems) is not { } guess)
            return Task.FromResult(output.Refuse(problems));
        output.WriteLine(guess.Json.TrimEnd());
        // Apart from the file itself, so that it alone goes where the output is sent.
        GuessDisplay.Write(guess, output.Errors.WriteLine);
        return Task.FromResult(ExitCode.Success);
    }
}
