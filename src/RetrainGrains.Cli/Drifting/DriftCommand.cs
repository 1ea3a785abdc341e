using RetrainGrains.Domain.Primitives;
using Spectre.Console;

namespace RetrainGrains.Cli.Drifting;

/// <summary>Compares two samples and says whether they differ, as a linter says whether a text is clean.</summary>
public sealed class DriftCommand(IAnsiConsole console, TextWriter errors)
{
    public async Task<int> RunAsync(DriftArguments arguments, CancellationToken cancellation)
    {
        var (settings, problems) = DriftOptions.Read(arguments);
        if (settings is null) return Refuse(problems);
        var (report, failure) = await ProgressDisplay.RunAsync(console, arguments.Quiet, progress =>
            Task.Run(() => DriftReport.Measure(arguments, settings, progress, cancellation), cancellation));
        if (report is null) return Refuse([failure!]);
        DriftDisplay.Write(console, report);
        if (arguments.JsonPath is { } path
            && await ReportFile.WriteAsync(path, report.ToJson(), cancellation) is { } problem)
        {
            return Refuse([problem]);
        }
        return report.Drifted ? ExitCode.Failure : ExitCode.Success;
    }

    private int Refuse(IReadOnlyList<Problem> problems)
    {
        foreach (var problem in problems) errors.WriteLine(problem);
        return ExitCode.BadInput;
    }
}
