using Spectre.Console;

namespace RetrainGrains.Cli.Backtest;

/// <summary>Trains at every period of recorded data once, and shows what each rule of when to retrain costs.</summary>
public sealed class BacktestCommand(TimeProvider clock, IAnsiConsole console, TextWriter errors)
{
    // Trainings side by side: enough to keep a small machine busy, and a large one usable.
    private const int Threads = 2;

    public async Task<int> RunAsync(BacktestArguments arguments, CancellationToken cancellation)
    {
        var (settings, problems) = BacktestSettings.Read(arguments);
        if (settings is null) return Refuse(problems);
        var (report, failure) = await ProgressDisplay.RunAsync(console, arguments.Quiet, progress =>
            Task.Run(() => Measure(arguments, settings, progress, cancellation), cancellation));
        if (report is null) return Refuse([failure!]);
        foreach (var model in report.Models) BacktestDisplay.Write(console, model);
        return await WriteAsync(arguments, report, cancellation) is { } problem ? Refuse([problem]) : ExitCode.Success;
    }

    private (BacktestReport? Report, Problem? Problem) Measure(
        BacktestArguments arguments, BacktestSettings settings, IProgress<PhaseProgress> progress,
        CancellationToken cancellation)
    {
        var builder = new MatrixBuilder(settings.Recipe, arguments.Seed, clock);
        var models = ImmutableArray.CreateBuilder<StreamBacktest>();
        foreach (var rows in settings.Streams)
        {
            var (measured, problem) = builder.Build(rows, Threads, progress, cancellation);
            if (measured is null) return (null, problem);
            models.Add(StreamBacktest.Of(measured, arguments.Cost));
        }
        return (new BacktestReport(
            BacktestReport.CurrentFormat, arguments.Seed, settings.Recipe.Name, settings.Period.TotalDays,
            models.ToImmutable()), null);
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
