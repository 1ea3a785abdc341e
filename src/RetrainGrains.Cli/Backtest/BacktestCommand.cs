using RetrainGrains.Cli.Replay;
using RetrainGrains.Domain.Primitives;
using Spectre.Console;

namespace RetrainGrains.Cli.Backtest;

/// <summary>
/// Trains at every period of recorded data once, and shows what each rule of when to retrain costs; complete policies
/// are replayed on the same rows.
/// </summary>
public sealed class BacktestCommand(IReplayEngine engine, TimeProvider clock, IAnsiConsole console, TextWriter errors)
{
    public async Task<int> RunAsync(BacktestArguments arguments, CancellationToken cancellation)
    {
        var (settings, problems) = await BacktestOptions.ReadAsync(arguments, cancellation);
        if (settings is null) return Refuse(problems);
        var (report, failure) = await ProgressDisplay.RunAsync(console, arguments.Quiet, progress =>
            Task.Run(() => MeasureAsync(arguments, settings, progress, cancellation), cancellation));
        if (report is null) return Refuse([failure!]);
        foreach (var model in report.Models) BacktestDisplay.Write(console, model);
        return await WriteAsync(arguments, report, cancellation) is { } problem ? Refuse([problem]) : ExitCode.Success;
    }

    private async Task<(BacktestReport? Report, Problem? Problem)> MeasureAsync(
        BacktestArguments arguments, BacktestOptions settings, IProgress<PhaseProgress> progress,
        CancellationToken cancellation)
    {
        var builder = new MatrixBuilder(settings.Recipe, settings.Trees, arguments.Seed, clock);
        var measured = ImmutableArray.CreateBuilder<MeasuredStaleness>();
        foreach (var rows in settings.Streams)
        {
            var (one, problem) = builder.Build(rows, arguments.Jobs, progress, cancellation);
            if (one is null) return (null, problem);
            measured.Add(one);
        }
        var (replays, failure) = await new PolicyReplays(engine, arguments.Seed, arguments.Jobs)
            .RunAsync(settings, progress, cancellation);
        if (failure is not null) return (null, failure);
        return (new BacktestReport(
            BacktestReport.CurrentFormat, arguments.Seed, settings.Recipe.Name, settings.Period.TotalDays,
            [.. measured.Zip(replays, (one, its) => StreamBacktest.Of(one, arguments.Cost, settings.CostAware, its))]),
            null);
    }

    private static async Task<Problem?> WriteAsync(
        BacktestArguments arguments, BacktestReport report, CancellationToken cancellation)
    {
        Problem? problem = null;
        if (arguments.JsonPath is { } json)
            problem = await ReportFile.WriteAsync(json, report.ToJson(), cancellation);
        if (arguments.HtmlPath is { } html)
            problem ??= await ReportFile.WriteAsync(html, BacktestPage.Write(report), cancellation, "--html");
        return problem;
    }

    private int Refuse(IReadOnlyList<Problem> problems)
    {
        foreach (var problem in problems) errors.WriteLine(problem);
        return ExitCode.BadInput;
    }
}
