using RetrainGrains.Cli.Replay;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Sources;

namespace RetrainGrains.Cli.Backtest;

/// <summary>Reads the recorded traffic that a command line names: files, or one model of a database.</summary>
internal static class TrafficReader
{
    private const string DatabaseOption = "--database";

    public static async Task<(ImmutableArray<ObservationStream> Streams, ModelState? State)> ReadAsync(
        BacktestOptions options, List<Problem> problems, CancellationToken cancellation)
    {
        var period = new Period(
            OptionReader.Time("--from", options.From, problems), OptionReader.Time("--to", options.To, problems));
        if (options.Database is null) return (ReadFiles(options, period, problems), null);
        var recorded = await ReadDatabaseAsync(options, options.Database, period, problems, cancellation);
        return recorded is null ? ([], null) : ([recorded.Stream], recorded.State);
    }

    private static ImmutableArray<ObservationStream> ReadFiles(
        BacktestOptions options, Period period, List<Problem> problems)
    {
        if (options.WarmUp is { } warmUp)
            problems.Add(Problem.Of("--warm-up", warmUp, "must be left out for files: the source file has it"));
        return StreamLoader.Load("--source", options.Source!, options.Files, period, problems);
    }

    private static async Task<RecordedModel?> ReadDatabaseAsync(
        BacktestOptions options, string text, Period period, List<Problem> problems, CancellationToken cancellation)
    {
        var side = new DatabaseSide(DatabaseOption, text);
        var before = problems.Count;
        problems.AddRange(side.CheckSource());
        var warmUp = options.WarmUp is null ? null : FixedPolicy.SpanOf(options.WarmUp);
        if (options.WarmUp is { } given && warmUp is null)
            problems.Add(Problem.Of("--warm-up", given, "must be such as 30d or 12h"));
        if (problems.Count > before) return null;
        return await side.ReadAsync(
            database => new RecordedTraffic(database, side.ToString())
                .ReadAsync(options.Model!, period, warmUp, problems, cancellation),
            problems);
    }
}
