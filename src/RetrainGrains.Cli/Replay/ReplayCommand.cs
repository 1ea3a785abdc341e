using RetrainGrains.Domain.Primitives;
using Spectre.Console;

namespace RetrainGrains.Cli.Replay;

/// <summary>Streams files through the system (and fixed policies beside it), and reports what came of it.</summary>
public sealed class ReplayCommand(IReplayEngine engine, TimeProvider clock, IAnsiConsole console, TextWriter errors)
{
    // Pairs of stream and policy at a time: enough to keep a small machine busy, and a large one usable.
    private const int Threads = 2;

    public async Task<int> RunAsync(ReplayArguments arguments, CancellationToken cancellation)
    {
        var (settings, problems) = ReplayOptions.Read(arguments);
        if (settings is null) return Refuse(problems);
        var measured = await ProgressDisplay.RunAsync(
            console, arguments.Quiet, progress => MeasureAsync(arguments, settings, progress, cancellation));
        var report = ReportBuilder.Build(measured, arguments.Seed, settings.PolicyName);
        ReplayDisplay.Write(console, report);
        if (arguments.JsonPath is not { } path) return ExitCode.Success;
        return await ReportFile.WriteAsync(path, report.ToJson(), cancellation) is { } problem
            ? Refuse([problem])
            : ExitCode.Success;
    }

    private async Task<ReplayMeasurement> MeasureAsync(
        ReplayArguments arguments, ReplayOptions settings, IProgress<PhaseProgress> progress,
        CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        var plan = new ReplayPlan(settings.Streams, settings.Policy, arguments.Seed, arguments.DatabasePath)
        {
            Explain = arguments.Explain,
        };
        var replayed = await engine.RunAsync(plan, progress, cancellation);
        var wall = clock.GetElapsedTime(started);
        var compareStarted = clock.GetTimestamp();
        var comparison = new FixedPolicyReplay(settings.Policy.Challengers.Trees, arguments.Seed, clock);
        var runs = comparison.RunAll(settings.Streams, settings.FixedPolicies, Threads, progress, cancellation);
        return new ReplayMeasurement(
            settings.Streams, replayed, runs, wall, clock.GetElapsedTime(compareStarted));
    }

    private int Refuse(IReadOnlyList<Problem> problems)
    {
        foreach (var problem in problems) errors.WriteLine(problem);
        return ExitCode.BadInput;
    }
}
