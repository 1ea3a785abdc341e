using RetrainGrains.Cli.Guessing;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Replay;

/// <summary>Streams files through the system (and fixed policies beside it), and reports what came of it.</summary>
internal sealed class ReplayCommand(IReplayEngine engine, TimeProvider clock, CommandOutput output)
{
    // Pairs of stream and policy at a time: enough to keep a small machine busy, and a large one usable.
    private const int Threads = 2;

    public async Task<int> RunAsync(ReplayOptions options, CancellationToken cancellation)
    {
        var (input, problems) = options.Read(clock.GetUtcNow());
        if (input is null) return output.Refuse(problems);
        if (input.Guess is { } guess)
        {
            output.WriteLine($"Guessed from {options.Files[0]}:");
            GuessDisplay.Write(guess, output.WriteLine);
            output.WriteLine("The source file, to be changed and given as --source:");
            output.WriteLine(guess.Json.TrimEnd());
        }
        var measured = await ProgressDisplay.RunAsync(
            output.Console, options.Quiet, progress => MeasureAsync(options, input, progress, cancellation));
        var report = ReportBuilder.Build(measured, options.Seed, input.PolicyName);
        ReplayDisplay.Write(output.Console, report);
        var code = report.Models.Any(model => model.NeverServed is not null) ? ExitCode.NeverServed : ExitCode.Success;
        if (options.OutPath is { } path
            && await TableFile.WriteAsync(path, ReplayedRow.Columns(report.Models), cancellation) is { } problem)
            return output.Refuse(problem);
        return await output.EndAsync(code, options.JsonPath, report.ToJson, cancellation);
    }

    private async Task<ReplayMeasurement> MeasureAsync(
        ReplayOptions options, ReplayInput input, IProgress<PhaseProgress> progress, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        var plan = new ReplayPlan(input.Streams, input.Policy, options.Seed, options.DatabasePath)
        {
            Explain = options.Explain,
        };
        var replayed = await engine.RunAsync(plan, progress, cancellation);
        var wall = clock.GetElapsedTime(started);
        var compareStarted = clock.GetTimestamp();
        var comparison = new FixedPolicyReplay(input.Policy.Challengers.Trees, options.Seed, clock);
        var runs = comparison.RunAll(input.Streams, input.FixedPolicies, Threads, progress, cancellation);
        return new ReplayMeasurement(input.Streams, replayed, runs, wall, clock.GetElapsedTime(compareStarted));
    }
}
