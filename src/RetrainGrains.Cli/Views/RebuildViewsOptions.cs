using System.CommandLine;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Views;

/// <summary>The options of <c>retrain rebuild-views</c>, as given.</summary>
internal sealed record RebuildViewsOptions
{
    public const string Usage =
        "retrain rebuild-views --database fleet.db [--check] (retrain rebuild-views --help lists all)";

    [Option("--database", "The database of a server: a SQLite file, or a PostgreSQL connection string.")]
    public required string Database { get; init; }

    [Option("--check", "End with 1 where a table was not what the ledger gives; what was wrong is right afterwards.")]
    public bool Check { get; init; }

    [Option("--json", "Write what was rebuilt to this file: tables, rows and hashes before and after.")]
    public string? JsonPath { get; init; }

    [Option("--quiet", "Show no progress.")]
    public bool Quiet { get; init; }

    public static Command Command(Func<RebuildViewsOptions, CancellationToken, Task<int>> run) => new Command(
        "rebuild-views", "Make the read models (runs, checks, versions, decisions as tables) anew from the ledgers: "
            + "after an upgrade that brings them, and whenever they are in doubt. PostgreSQL serves meanwhile.")
        .Bind(run);

    /// <summary>Returns the type's name without the connection string, which may hold a password.</summary>
    public override string ToString() => nameof(RebuildViewsOptions);
}
