using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Learning.Data;
using RetrainGrains.Sources;

namespace RetrainGrains.Cli.Client.Creation;

/// <summary>
/// The numbers of rows that were stored, had been before, had been with another outcome, had no outcome, and were
/// refused, with the first of the reasons.
/// </summary>
internal readonly record struct ImportedRows(
    long Stored, long Known, long Conflicts, long LeftOut, long Refused, ImmutableArray<string> Reasons);

/// <summary>Sends a stream's rows as history, in batches that a server takes; ids tell rows apart.</summary>
internal sealed class HistoryImport(
    string modelId, ObservationStream stream, ServerSession session, IProgress<PhaseProgress> progress)
{
    private const int BatchRowsMax = 10_000;
    // A server takes 10 MiB in one request.
    private const int BatchBytesMax = 8 << 20;
    private const int ReasonsMax = 5;

    /// <summary>Sends all rows, and shows the progress to people.</summary>
    public static Task<ImportedRows> RunAsync(
        string modelId, ObservationStream stream, bool quiet, ServerSession session) => ProgressDisplay.RunAsync(
            session.Output.Console, quiet || session.Json,
            progress => new HistoryImport(modelId, stream, session, progress).RunAsync());

    private async Task<ImportedRows> RunAsync()
    {
        var now = session.Clock.GetUtcNow();
        StreamRow[] rows = [.. stream.Rows.Where(row => !double.IsNaN(row.Outcome) && row.KnownAt <= now)];
        var (sent, stored, conflicts, refused) = (0L, 0L, 0L, 0L);
        var reasons = new List<string>();
        try
        {
            foreach (var batch in Batches(rows))
            {
                var recorded = await session.Observations.ImportHistoryAsync(batch, session.Call);
                sent += batch.Rows.Count;
                stored += recorded.Stored;
                conflicts += recorded.Statuses.Count(status => status == V1.RecordStatus.Conflict);
                refused += recorded.Refused;
                reasons.AddRange(recorded.Reasons.Where(reason => reason.Status == V1.RecordStatus.Refused)
                    .Take(ReasonsMax - reasons.Count)
                    .Select(reason => $"row {batch.Rows[reason.Row].PredictionId}: {reason.Field} '{reason.Value}' "
                        + reason.Rule));
                progress.Report(new PhaseProgress("history", sent, rows.Length));
            }
        }
        catch (Exception error) when (error is RpcException or OperationCanceledException && sent < rows.Length)
        {
            session.Output.Errors.WriteLine($"{Shown.Whole(sent)} of {Shown.Whole(rows.Length)} rows are stored; the "
                + "same command goes on: rows that are known are not stored twice.");
            throw;
        }
        return new ImportedRows(
            stored, sent - stored - conflicts - refused, conflicts, stream.Rows.Length - rows.Length, refused,
            [.. reasons]);
    }

    private IEnumerable<V1.ImportHistoryRequest> Batches(StreamRow[] rows)
    {
        var batch = new V1.ImportHistoryRequest { ModelId = modelId };
        var bytes = 0;
        foreach (var row in rows.Select(ToWire))
        {
            var size = row.CalculateSize();
            if (batch.Rows.Count == BatchRowsMax || (batch.Rows.Count > 0 && bytes + size > BatchBytesMax))
            {
                yield return batch;
                (batch, bytes) = (new V1.ImportHistoryRequest { ModelId = modelId }, 0);
            }
            batch.Rows.Add(row);
            bytes += size;
        }
        if (batch.Rows.Count > 0) yield return batch;
    }

    private V1.HistoryRow ToWire(StreamRow row)
    {
        var wire = new V1.HistoryRow
        {
            PredictionId = row.Id,
            At = row.At.ToTimestamp(),
            Outcome = row.Outcome,
            KnownAt = row.KnownAt.ToTimestamp(),
        };
        wire.Features.Add(stream.Schema.Features.Zip(row.Features, ToWire));
        return wire;
    }

    /// <summary>Returns a feature's value by its name where it is a category, and null where it is missing.</summary>
    public static Value ToWire(Feature feature, float value) => float.IsNaN(value) ? Value.ForNull()
        : feature.Kind == FeatureKind.Categorical ? Value.ForString(feature.Categories[(int)value])
        : Value.ForNumber(Shortest(value));

    // As it stands in the file, not with the digits that only double precision has.
    private static double Shortest(float value) =>
        double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
