using RetrainGrains.Cli.Replay;
using RetrainGrains.Cli.Sources;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Backtest;

/// <summary>The recorded traffic that a command line names: files, or one model of a database.</summary>
internal static class BacktestInput
{
    private const string DatabaseOption = "--database";

    public static async Task<(ImmutableArray<ObservationStream> Streams, ModelState? State)> ReadAsync(
        BacktestArguments arguments, List<Problem> problems, CancellationToken cancellation)
    {
        var period = new Period(
            OptionReader.Time("--from", arguments.From, problems), OptionReader.Time("--to", arguments.To, problems));
        if (arguments.Database is null) return (ReadFiles(arguments, period, problems), null);
        var recorded = await ReadDatabaseAsync(arguments, arguments.Database, period, problems, cancellation);
        return recorded is null ? ([], null) : ([recorded.Stream], recorded.State);
    }

    private static ImmutableArray<ObservationStream> ReadFiles(
        BacktestArguments arguments, Period period, List<Problem> problems)
    {
        if (arguments.WarmUp is { } warmUp)
            problems.Add(Problem.Of("--warm-up", warmUp, "must be left out for files: the source file has it"));
        if (ReplayOptions.ReadSource(arguments.Source!, problems) is not { } source) return [];
        var (streams, unreadable) = StreamLoader.Load(source, arguments.Files, period);
        problems.AddRange(unreadable);
        return streams;
    }

    private static async Task<RecordedModel?> ReadDatabaseAsync(
        BacktestArguments arguments, string text, Period period, List<Problem> problems, CancellationToken cancellation)
    {
        var side = new DatabaseSide(DatabaseOption, text);
        var before = problems.Count;
        problems.AddRange(side.CheckSource());
        var warmUp = arguments.WarmUp is null ? null : FixedPolicy.SpanOf(arguments.WarmUp);
        if (arguments.WarmUp is { } given && warmUp is null)
            problems.Add(Problem.Of("--warm-up", given, "must be such as 30d or 12h"));
        if (problems.Count > before) return null;
        return await side.ReadAsync(
            database => new RecordedTraffic(database, side.ToString())
                .ReadAsync(arguments.Model!, period, warmUp, problems, cancellation),
            problems);
    }
}
