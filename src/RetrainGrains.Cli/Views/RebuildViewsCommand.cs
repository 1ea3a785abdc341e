using System.Data.Common;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Storage;
using RetrainGrains.Storage.Sqlite;
using Spectre.Console;

namespace RetrainGrains.Cli.Views;

/// <summary>Makes the read models of a database anew, and shows what they hold.</summary>
internal sealed class RebuildViewsCommand(TimeProvider clock, CommandOutput output)
{
    public async Task<int> RunAsync(RebuildViewsOptions options, CancellationToken cancellation)
    {
        var side = new DatabaseSide("--database", options.Database);
        Problem[] problems = [.. side.CheckSource(), .. ReportFile.Check(options.JsonPath)];
        if (problems.Length > 0) return output.Refuse(problems);
        try
        {
            var rebuilt = await ProgressDisplay.RunAsync(output.Console, options.Quiet, progress => Task.Run(
                () => RebuildAsync(side, progress, cancellation), cancellation));
            Write(rebuilt);
            return await output.EndAsync(
                options.Check && !rebuilt.WasRight() ? ExitCode.Failure : ExitCode.Success, options.JsonPath,
                rebuilt.ToJson, cancellation);
        }
        catch (DatabaseTakenException taken)
        {
            output.Errors.WriteLine($"{side} is in use by {taken.Holder}. Stop that server first.");
            return ExitCode.BadInput;
        }
        catch (Exception error) when (error is DbException or DatabaseAwayException or IOException
            or InvalidOperationException or UnauthorizedAccessException)
        {
            output.Errors.WriteLine($"The rebuilding of {side} has not ended well ({error.Message.TrimEnd('.')}). "
                + "Mend that and begin it again.");
            return ExitCode.Failure;
        }
    }

    private async Task<ViewsReport> RebuildAsync(
        DatabaseSide side, IProgress<PhaseProgress> progress, CancellationToken cancellation)
    {
        using var taken = side.Take();
        await using var database = side.Open(readOnly: false);
        await database.MigrateAsync(cancellation);
        var models = await database.Models.CountAsync(cancellation);
        var before = await ViewDigest.ComputeAsync(database, cancellation);
        var begun = clock.GetTimestamp();
        var report = await database.Views.RebuildAsync(
            now => progress.Report(new PhaseProgress("rebuilding models", now.Models, models)), cancellation);
        var took = clock.GetElapsedTime(begun);
        return ViewsReport.Of(report, took, before, await ViewDigest.ComputeAsync(database, cancellation));
    }

    private void Write(ViewsReport rebuilt)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("table")
            .AddColumn(new TableColumn("rows").RightAligned()).AddColumn("SHA-256").AddColumn("");
        foreach (var (before, after) in rebuilt.Before.Zip(rebuilt.After))
        {
            table.AddRow(after.Table, $"{after.Rows:N0}", after.Hash, before == after ? "as it was" : "was another");
        }
        output.Console.Write(table);
        output.Console.WriteLine(
            $"{rebuilt.Lines:N0} lines of {rebuilt.Models:N0} ledgers were projected in "
                + $"{rebuilt.Seconds:N1} s");
        if (rebuilt.Unread > 0)
        {
            output.Console.WriteLine(
                $"{rebuilt.Unread:N0} of them gave no rows: this program cannot read what they say. A later version "
                + "wrote them; rebuild with that one.");
        }
    }
}
