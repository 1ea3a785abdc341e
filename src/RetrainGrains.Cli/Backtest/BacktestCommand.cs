using RetrainGrains.Cli.Replay;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Backtest;

/// <summary>
/// Trains at every period of recorded data once, and shows what each rule of when to retrain costs; complete policies
/// are replayed on the same rows.
/// </summary>
internal sealed class BacktestCommand(IReplayEngine engine, TimeProvider clock, CommandOutput output)
{
    public async Task<int> RunAsync(BacktestOptions options, CancellationToken cancellation)
    {
        var (input, problems) = await options.ReadAsync(cancellation);
        if (input is null) return output.Refuse(problems);
        var (report, failure) = await ProgressDisplay.RunAsync(output.Console, options.Quiet, progress =>
            Task.Run(() => MeasureAsync(options, input, progress, cancellation), cancellation));
        if (report is null) return output.Refuse(failure!);
        foreach (var model in report.Models) BacktestDisplay.Write(output.Console, model);
        var problem = await WriteAsync(options, report, cancellation);
        return problem is null ? ExitCode.Success : output.Refuse(problem);
    }

    private async Task<(BacktestReport? Report, Problem? Problem)> MeasureAsync(
        BacktestOptions options, BacktestInput input, IProgress<PhaseProgress> progress,
        CancellationToken cancellation)
    {
        var builder = new MatrixBuilder(input.Recipe, input.Trees, options.Seed, clock);
        var measured = ImmutableArray.CreateBuilder<MeasuredStaleness>();
        foreach (var rows in input.Streams)
        {
            var (one, problem) = builder.Build(rows, options.Jobs, progress, cancellation);
            if (one is null) return (null, problem);
            measured.Add(one);
        }
        var (replays, failure) = await new PolicyReplays(engine, options.Seed, options.Jobs)
            .RunAsync(input, progress, cancellation);
        if (failure is not null) return (null, failure);
        return (new BacktestReport(
            BacktestReport.CurrentFormat, options.Seed, input.Recipe.Name, input.Period.TotalDays,
            [.. measured.Zip(replays, (one, its) => StreamBacktest.Of(one, options.Cost, input.CostAware, its))]),
            null);
    }

    private static async Task<Problem?> WriteAsync(
        BacktestOptions options, BacktestReport report, CancellationToken cancellation)
    {
        Problem? problem = null;
        if (options.JsonPath is { } json)
            problem = await ReportFile.WriteAsync(json, report.ToJson(), cancellation);
        if (options.HtmlPath is { } html)
            problem ??= await ReportFile.WriteAsync(html, BacktestPage.Write(report), cancellation, "--html");
        return problem;
    }
}
