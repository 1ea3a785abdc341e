using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;
using Spectre.Console;

namespace RetrainGrains.Cli.Client.SelfTests;

/// <summary>The options of <c>retrain self-test</c>.</summary>
internal sealed record SelfTestOptions : ServerOptions
{
    [Option("--timeout", "The seconds after which the step under way has failed: 5 to 600, 120 when not given.")]
    public int? Timeout { get; init; }
}

/// <summary>Lets a server test itself on a scratch model, and shows the steps with their times.</summary>
internal static class SelfTestCommand
{
    public static async Task<int> RunAsync(SelfTestOptions options, ServerSession session)
    {
        var request = new V1.RunSelfTestRequest();
        if (options.Timeout is { } seconds) request.Timeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds));
        var report = await session.SelfTests.RunAsync(request, session.Call);
        return session.Show(
            report, () => Write(session.Output, report), report.Passed ? ExitCode.Success : ExitCode.Failure);
    }

    private static void Write(CommandOutput output, V1.SelfTestReport report)
    {
        foreach (var step in report.Steps)
        {
            var mark = step.Status switch
            {
                V1.StepStatus.Passed => "[green]✓[/]",
                V1.StepStatus.Failed => "[red]✗[/]",
                _ => "–",
            };
            var took = step.Status == V1.StepStatus.Skipped ? "skipped" : Seconds(step.Seconds);
            output.Console.MarkupLine(
                $"{mark} {step.Name,-10}{took,8}  {Markup.Escape(CommandOutput.Plain(step.Detail))}".TrimEnd());
        }
        output.WriteLine($"the self-test has {(report.Passed ? "passed" : "FAILED")} in {Seconds(report.Seconds)}");
    }

    private static string Seconds(double seconds) => $"{seconds.ToString("0.00", CultureInfo.InvariantCulture)} s";
}
