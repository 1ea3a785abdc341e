using System.CommandLine;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Rebuild;

/// <summary>The options of <c>retrain rebuild</c>, as given.</summary>
internal sealed record RebuildOptions
{
    public const string Usage = "retrain rebuild VERSION|ARTIFACT --database fleet.db --model NAME [--out FILE] "
        + "(retrain rebuild --help lists all)";

    [Argument(
        "VERSION|ARTIFACT",
        "A version that serves or has served, such as 1.2.0, with all its members; or one artifact's id.")]
    public required string Subject { get; init; }

    [Option(
        "--database", "The database of a server: a SQLite file, or a PostgreSQL connection string. It is only read.")]
    public required string Database { get; init; }

    [Option("--model", "The model of the database.")]
    public required string Model { get; init; }

    [Option("--out", "Write the rebuilt artifact to this file.")]
    public string? OutPath { get; init; }

    [Option("--quiet", "Show no progress.")]
    public bool Quiet { get; init; }

    public static Command Command(Func<RebuildOptions, CancellationToken, Task<int>> run) => new Command(
        "rebuild", "Train a version again from the rows it was trained on, and compare it bit for bit: ends with "
            + "0 only if it is identical. What was imported is named, and not trained.").Bind(run);

    /// <summary>Returns the type's name without the connection string, which may hold a password.</summary>
    public override string ToString() => nameof(RebuildOptions);
}
