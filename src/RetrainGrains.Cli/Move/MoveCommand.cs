using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Storage;

namespace RetrainGrains.Cli.Move;

/// <summary>Moves a whole installation to another database, and shows the proof that it arrived.</summary>
internal sealed class MoveCommand(CommandOutput output)
{
    public async Task<int> RunAsync(MoveOptions options, CancellationToken cancellation)
    {
        var (source, target) = (new DatabaseSide("--from", options.From), new DatabaseSide("--to", options.To));
        Problem[] problems =
            [.. source.CheckSource(), .. target.CheckTarget(), .. ReportFile.Check(options.JsonPath)];
        if (problems.Length > 0) return output.Refuse(problems);
        try
        {
            // SQLite works on its caller's thread; this one has to hear of an interruption.
            var copied = await ProgressDisplay.RunAsync(output.Console, options.Quiet, progress => Task.Run(
                () => CopyAsync(source, target, progress, cancellation), cancellation));
            var report = MoveReport.Of(source, target, copied);
            MoveDisplay.Write(output.Console, report);
            return await output.EndAsync(ExitCode.Success, options.JsonPath, report.ToJson, cancellation);
        }
        catch (Exception error) when (MoveFailure.Of(error, source, target) is { } failure)
        {
            output.Errors.WriteLine(failure.Sentence);
            return failure.Code;
        }
    }

    private static async Task<CopyReport> CopyAsync(
        DatabaseSide source, DatabaseSide target, IProgress<PhaseProgress> progress, CancellationToken cancellation)
    {
        using var taken = target.Take();
        await using var from = source.Open(readOnly: true);
        await using var to = target.Open(readOnly: false);
        return await DatabaseCopy.RunAsync(from, to, step => progress.Report(MoveDisplay.Phase(step)), cancellation);
    }
}
