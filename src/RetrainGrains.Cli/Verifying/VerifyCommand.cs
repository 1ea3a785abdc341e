using RetrainGrains.Domain.Primitives;
using Spectre.Console;

namespace RetrainGrains.Cli.Verifying;

/// <summary>Measures by simulation whether the error rates that decisions state do hold.</summary>
public sealed class VerifyCommand(IAnsiConsole console, TextWriter errors)
{
    public async Task<int> RunAsync(VerifyArguments arguments, CancellationToken cancellation)
    {
        Problem[] problems = [.. arguments.Validate()];
        if (problems.Length > 0) return Refuse(problems);
        var report = await ProgressDisplay.RunAsync(console, arguments.Quiet, progress =>
            Task.Run(() => StatisticsReport.Measure(arguments, progress, cancellation), cancellation));
        VerifyDisplay.Write(console, report);
        if (arguments.JsonPath is { } path
            && await ReportFile.WriteAsync(path, report.ToJson(), cancellation) is { } problem)
        {
            return Refuse([problem]);
        }
        return report.Broken == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private int Refuse(IReadOnlyList<Problem> problems)
    {
        foreach (var problem in problems) errors.WriteLine(problem);
        return ExitCode.BadInput;
    }
}
