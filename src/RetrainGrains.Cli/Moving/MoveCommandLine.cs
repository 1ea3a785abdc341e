using System.CommandLine;

namespace RetrainGrains.Cli.Moving;

/// <summary>The words of <c>retrain move</c>.</summary>
internal sealed class MoveCommandLine
{
    public const string Usage =
        "retrain move --from fleet.db --to \"Host=…;Database=…;Username=…\" (retrain move --help lists all)";

    private readonly Option<string> from = new("--from")
    {
        Description = "The database to copy: a SQLite file, or a PostgreSQL connection string. It is only read.",
        Required = true,
    };
    private readonly Option<string> to = new("--to")
    {
        Description = "An empty database: the same choice. A password is best given as PGPASSWORD.",
        Required = true,
    };
    private readonly Option<string?> json = new("--json") { Description = "Write the whole report to this file." };
    private readonly Option<bool> quiet = new("--quiet") { Description = "Show no progress." };

    public Command Command(Func<MoveArguments, CancellationToken, Task<int>> run)
    {
        var command = new Command(
            "move", "Copy a stopped installation to another database, and prove that all of it arrived.")
        {
            from, to, json, quiet,
        };
        command.SetAction((parsed, cancellation) => run(ArgumentsOf(parsed), cancellation));
        return command;
    }

    private MoveArguments ArgumentsOf(ParseResult parsed) => new(parsed.GetValue(from)!, parsed.GetValue(to)!)
    {
        JsonPath = parsed.GetValue(json),
        Quiet = parsed.GetValue(quiet),
    };
}
