using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Creation;

/// <summary>The options of <c>retrain model import-history</c>.</summary>
internal sealed record ImportHistoryOptions : OneModelOptions
{
    [Option("--data", "The delimited file with rows and their outcomes.")]
    public string? DataFile { get; init; }

    [Option("--server-file", "In place of --data: a file of the server below its --import-directory, of any length; "
        + "each row stands in one line. Broken off, the same command goes on.")]
    public string? ServerFile { get; init; }

    [Option("--source", "The source file that says how it is read, the same each time: it names the rows. What "
        + "`model create` guessed, `retrain init` writes.")]
    public required string Source { get; init; }

    [Option("--from", "Take rows from this time on; a server takes none from before 1970.")]
    public string? From { get; init; }

    [Option("--to", "Take rows before this time.")]
    public string? To { get; init; }

    [Option("--quiet", "Show no progress.")]
    public bool Quiet { get; init; }
}
