using System.CommandLine;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Move;

/// <summary>The options of <c>retrain move</c>, as given.</summary>
internal sealed record MoveOptions
{
    public const string Usage =
        "retrain move --from fleet.db --to \"Host=…;Database=…;Username=…\" (retrain move --help lists all)";

    [Option("--from", "The database to copy: a SQLite file, or a PostgreSQL connection string. It is only read.")]
    public required string From { get; init; }

    [Option("--to", "An empty database: the same choice. A password is best given as PGPASSWORD.")]
    public required string To { get; init; }

    [Option("--json", "Write the whole report to this file.")]
    public string? JsonPath { get; init; }

    [Option("--quiet", "Show no progress.")]
    public bool Quiet { get; init; }

    public static Command Command(Func<MoveOptions, CancellationToken, Task<int>> run) =>
        new Command("move", "Copy a stopped installation to another database, and prove that all of it arrived.")
            .Bind(run);

    /// <summary>Returns the type's name without the connection strings, which may hold a password.</summary>
    public override string ToString() => nameof(MoveOptions);
}
