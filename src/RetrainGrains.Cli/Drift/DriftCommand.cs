using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Drift;

/// <summary>Compares two samples and says whether they differ, as a linter says whether a text is clean.</summary>
internal sealed class DriftCommand(CommandOutput output)
{
    public async Task<int> RunAsync(DriftOptions options, CancellationToken cancellation)
    {
        var (input, problems) = options.Read();
        if (input is null) return output.Refuse(problems);
        var (report, failure) = await ProgressDisplay.RunAsync(output.Console, options.Quiet, progress =>
            Task.Run(() => DriftReport.Measure(options, input, progress, cancellation), cancellation));
        if (report is null) return output.Refuse(failure!);
        DriftDisplay.Write(output.Console, report);
        var code = report.Verdict switch
        {
            DriftVerdict.Drift => ExitCode.Failure,
            DriftVerdict.CannotBeCompared => ExitCode.BadInput,
            _ => ExitCode.Success,
        };
        return await output.EndAsync(code, options.JsonPath, report.ToJson, cancellation);
    }
}
