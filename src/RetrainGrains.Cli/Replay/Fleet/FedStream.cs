using RetrainGrains.Cli.Sources;
using RetrainGrains.Storage;

namespace RetrainGrains.Cli.Replay.Fleet;

/// <summary>Where one stream's replay stands: rows that are asked next, and rows whose outcome is not known yet.</summary>
internal sealed class FedStream(ObservationStream stream)
{
    private readonly PriorityQueue<StreamRow, (DateTimeOffset, DateTimeOffset)> open = new(
        stream.WarmUp.ToArray().Where(row => !double.IsNaN(row.Outcome)).Select(row => (row, (row.KnownAt, row.At))));
    private readonly HashSet<string> asked = [];
    private int next;

    public ObservationStream Stream { get; } = stream;
    public PredictionSeries Series { get; } = PredictionSeries.Unanswered(stream);

    /// <summary>When the next thing happens in this stream, or null when it is at its end.</summary>
    public DateTimeOffset? Next
    {
        get
        {
            DateTimeOffset? ask = next < Stream.Served.Length ? Stream.Served[next].At : null;
            if (ask is null || !open.TryPeek(out _, out var key)) return ask;
            return key.Item1 < ask ? key.Item1 : ask;
        }
    }

    public List<HistoryRow> TakeHistory(DateTimeOffset now) => TakeKnown(now).History;

    public (List<HistoryRow> History, List<OutcomeRow> Outcomes) TakeKnown(DateTimeOffset now)
    {
        var (history, outcomes) = (new List<HistoryRow>(), new List<OutcomeRow>());
        while (open.TryPeek(out var row, out var key) && key.Item1 <= now)
        {
            open.Dequeue();
            if (asked.Remove(row.Id)) outcomes.Add(new OutcomeRow(row.Id, row.Outcome, row.KnownAt));
            else history.Add(new HistoryRow(row.Id, row.At, row.Features, row.Outcome, row.KnownAt));
        }
        return (history, outcomes);
    }

    public StreamRow? TakeAsked(DateTimeOffset now)
    {
        if (next >= Stream.Served.Length || Stream.Served[next].At > now) return null;
        var row = Stream.Served[next++];
        if (!double.IsNaN(row.Outcome)) open.Enqueue(row, (row.KnownAt, row.At));
        return row;
    }

    /// <summary>The row that was taken last has been predicted.</summary>
    public void Answer(double prediction)
    {
        asked.Add(Stream.Served[next - 1].Id);
        Series.Predictions[next - 1] = prediction;
    }
}
