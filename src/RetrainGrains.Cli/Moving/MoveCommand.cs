using RetrainGrains.Domain.Primitives;
using RetrainGrains.Storage;
using Spectre.Console;

namespace RetrainGrains.Cli.Moving;

/// <summary>Moves a whole installation to another database, and shows the proof that it arrived.</summary>
public sealed class MoveCommand(IAnsiConsole console, TextWriter errors)
{
    public async Task<int> RunAsync(MoveArguments arguments, CancellationToken cancellation)
    {
        var (source, target) = (new DatabaseSide("--from", arguments.From), new DatabaseSide("--to", arguments.To));
        Problem[] problems =
            [.. source.CheckSource(), .. target.CheckTarget(), .. ReportFile.Check(arguments.JsonPath)];
        if (problems.Length > 0) return Refuse(problems);
        try
        {
            // SQLite works on its caller's thread; this one has to hear of an interruption.
            var copied = await ProgressDisplay.RunAsync(console, arguments.Quiet, progress => Task.Run(
                () => CopyAsync(source, target, progress, cancellation), cancellation));
            return await ReportAsync(arguments, MoveReport.Of(source, target, copied), cancellation);
        }
        catch (Exception error) when (MoveFailure.Of(error, source, target) is { } failure)
        {
            errors.WriteLine(failure.Sentence);
            return failure.Code;
        }
    }

    private static async Task<CopyReport> CopyAsync(
        DatabaseSide source, DatabaseSide target, IProgress<PhaseProgress> progress, CancellationToken cancellation)
    {
        await using var from = source.Open(readOnly: true);
        await using var to = target.Open(readOnly: false);
        return await DatabaseCopy.RunAsync(from, to, step => progress.Report(MoveDisplay.Phase(step)), cancellation);
    }

    private async Task<int> ReportAsync(MoveArguments arguments, MoveReport report, CancellationToken cancellation)
    {
        MoveDisplay.Write(console, report);
        if (arguments.JsonPath is not { } path) return ExitCode.Success;
        return await ReportFile.WriteAsync(path, report.ToJson(), cancellation) is { } problem
            ? Refuse([problem])
            : ExitCode.Success;
    }

    private int Refuse(IReadOnlyList<Problem> problems)
    {
        foreach (var problem in problems) errors.WriteLine(problem);
        return ExitCode.BadInput;
    }
}
