using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Guessing;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Creation;

/// <summary>The options of <c>retrain model create</c>.</summary>
internal sealed record CreateOptions : OneModelOptions
{
    [Option("--source", "The source file that says what the features are, as for a replay (deploy/sources); without "
        + "it, it is guessed of --data and --target, as `retrain init` does.")]
    public string? Source { get; init; }

    [Option("--data", "The delimited file with its history. Needed where its texts say which categories there are.")]
    public string? DataFile { get; init; }

    [OptionGroup]
    public GuessOptions Guess { get; init; } = new();

    [Option("--train", "Train the first version now, however old the newest outcomes are, and wait until it serves.")]
    public bool Train { get; init; }

    [Option("--policy", "A policy file; what it leaves out has its default.")]
    public string? PolicyFile { get; init; }

    [Option("--from", "Take rows from this time on; a server takes none from before 1970.")]
    public string? From { get; init; }

    [Option("--to", "Take rows before this time.")]
    public string? To { get; init; }

    [Option("--type", "What kind of model it is, for people; the source file's name when not given.")]
    public string? Type { get; init; }

    [Option("--seed", "The seed of everything that is drawn, as in a replay.")]
    public ulong Seed { get; init; } = 1;

    [Option("--quiet", "Show no progress.")]
    public bool Quiet { get; init; }
}
