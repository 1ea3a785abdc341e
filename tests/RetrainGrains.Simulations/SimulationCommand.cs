using System.CommandLine;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Simulations;

/// <summary>Measures by simulation whether the error rates that decisions state do hold.</summary>
public sealed class SimulationCommand(TextWriter output, TextWriter errors)
{
    private readonly CommandOutput screen = CommandOutput.To(output, errors);

    public async Task<int> RunAsync(string[] arguments)
    {
        var parsed = new RootCommand("Measure by simulation whether the stated error rates of decisions hold.")
            .Bind<RootCommand, SimulationOptions>(RunAsync).Parse(arguments);
        foreach (var error in parsed.Errors) errors.WriteLine(error.Message);
        if (parsed.Errors.Count > 0) return ExitCode.BadInput;
        return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = errors });
    }

    private async Task<int> RunAsync(SimulationOptions options, CancellationToken cancellation)
    {
        Problem[] problems = [.. options.Validate()];
        if (problems.Length > 0) return screen.Refuse(problems);
        var report = await ProgressDisplay.RunAsync(screen.Console, options.Quiet, progress =>
            Task.Run(() => StatisticsReport.Measure(options, progress, cancellation), cancellation));
        SimulationDisplay.Write(screen.Console, report);
        var code = report.Broken == 0 ? ExitCode.Success : ExitCode.Failure;
        return await screen.EndAsync(code, options.JsonPath, report.ToJson, cancellation);
    }
}
