using System.CommandLine;

namespace RetrainGrains.Cli.Rebuilding;

/// <summary>The words of <c>retrain rebuild</c>.</summary>
internal sealed class RebuildCommandLine
{
    public const string Usage = "retrain rebuild VERSION|ARTIFACT --database fleet.db --model NAME [--out FILE] "
        + "(retrain rebuild --help lists all)";

    private readonly Argument<string> subject = new("VERSION|ARTIFACT")
    {
        Description = "A version that serves or has served, such as 1.2.0, with all its members; or one artifact's id.",
    };
    private readonly Option<string> database = new("--database")
    {
        Description = "The database of a server: a SQLite file, or a PostgreSQL connection string. It is only read.",
        Required = true,
    };
    private readonly Option<string> model = new("--model")
    {
        Description = "The model of the database.",
        Required = true,
    };
    private readonly Option<string?> output = new("--out") { Description = "Write the rebuilt artifact to this file." };
    private readonly Option<bool> quiet = new("--quiet") { Description = "Show no progress." };

    public Command Command(Func<RebuildArguments, CancellationToken, Task<int>> run)
    {
        var command = new Command(
            "rebuild", "Train a version again from the rows it was trained on, and compare it bit for bit: ends with "
                + "0 only if it is identical.")
        {
            subject, database, model, output, quiet,
        };
        command.SetAction((parsed, cancellation) => run(ArgumentsOf(parsed), cancellation));
        return command;
    }

    private RebuildArguments ArgumentsOf(ParseResult parsed) => new(
        parsed.GetValue(database)!, parsed.GetValue(model)!, parsed.GetValue(subject)!)
    {
        OutPath = parsed.GetValue(output),
        Quiet = parsed.GetValue(quiet),
    };
}
