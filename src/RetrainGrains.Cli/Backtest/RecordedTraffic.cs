using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Sources;
using RetrainGrains.Storage;

namespace RetrainGrains.Cli.Backtest;

/// <summary>The traffic of one model of a database, as a stream, with its state.</summary>
public sealed record RecordedModel(ObservationStream Stream, ModelState State);

/// <summary>
/// Reads one model's predictions and outcomes from a database that a server has used; nothing is written. Rows are held
/// in memory, <see cref="RowsMax"/> at most.
/// </summary>
internal sealed class RecordedTraffic(IDatabase database, string shownAs)
{
    /// <summary>The most rows of one model: with a hundred features they take half a gigabyte.</summary>
    public const int RowsMax = 1_000_000;

    private const int NamesShown = 10;

    // One reading holds a month, so that a bound in time also bounds what is read.
    private static readonly TimeSpan Page = TimeSpan.FromDays(30);

    /// <summary>
    /// The warm-up is the history that was imported before the first prediction, unless a span is given; without
    /// history it is a quarter of the rows.
    /// </summary>
    public async Task<RecordedModel?> ReadAsync(
        string modelId, Period period, TimeSpan? warmUp, List<Problem> problems, CancellationToken cancellation)
    {
        if (await database.Models.FindAsync(modelId, cancellation) is not { } model)
        {
            problems.Add(await UnknownAsync(modelId, cancellation));
            return null;
        }
        if (await RowsAsync(modelId, period, problems, cancellation) is not { } rows) return null;
        var state = DomainJson.Read<ModelState>(model.State);
        var warmUpRows = CountWarmUp(rows, warmUp);
        if (warmUpRows > 0 && warmUpRows < rows.Count)
            return new RecordedModel(StreamOf(modelId, state.Schema, rows, warmUpRows), state);
        problems.Add(Problem.Of("--model", modelId,
            $"has {rows.Count} outcomes in {shownAs}, {warmUpRows} of them warm-up: there must be some before and "
            + "after it (--warm-up says how long it is; --from and --to may be too narrow)"));
        return null;
    }

    /// <summary>Says which models there are instead.</summary>
    public async Task<Problem> UnknownAsync(string modelId, CancellationToken cancellation)
    {
        var some = await database.Models.ListAsync(null, NamesShown + 1, cancellation);
        var names = some.Take(NamesShown).Select(model => model.ModelId).ToArray();
        var rule = names.Length == 0 ? "it has no models"
            : $"there {(some.Count > NamesShown ? "are, among others," : "are")} {string.Join(", ", names)}";
        return Problem.Of("--model", modelId, $"must be a model of {shownAs}: {rule}");
    }

    private async Task<List<LabelledRow>?> RowsAsync(
        string modelId, Period period, List<Problem> problems, CancellationToken cancellation)
    {
        var rows = new List<LabelledRow>();
        var counts = await database.Observations.CountAsync(modelId, cancellation);
        if (counts is not { First: { } first, Last: { } last }) return rows;
        var (from, to) = (period.Start(TimeZoneInfo.Utc), period.End(TimeZoneInfo.Utc));
        var end = last < to ? last.AddTicks(1) : to;
        for (var at = first > from ? first : from; at < end; at += Page)
        {
            var next = end - at > Page ? at + Page : end;
            rows.AddRange(await database.Observations.MaturedBetweenAsync(
                modelId, at, next, long.MaxValue, cancellation));
            if (rows.Count <= RowsMax) continue;
            problems.Add(Problem.Of("--model", modelId,
                $"has more than {RowsMax:N0} outcomes, which must fit in memory: narrow them by --from and --to"));
            return null;
        }
        return rows;
    }

    private static int CountWarmUp(List<LabelledRow> rows, TimeSpan? warmUp)
    {
        if (rows.Count == 0) return 0;
        if (warmUp is { } span) return rows.Count(row => row.At < rows[0].At + span);
        var history = rows.FindIndex(row => row.Version.Length > 0);
        return history > 0 ? history : rows.Count / 4;
    }

    private static ObservationStream StreamOf(
        string modelId, FeatureSchema schema, List<LabelledRow> rows, int warmUpRows) => new(
        modelId, schema,
        [.. rows.Select(row => new StreamRow(row.PredictionId, row.At, row.KnownAt, row.Features, row.Outcome))],
        warmUpRows, new StreamCounters { RowsRead = rows.Count });
}
