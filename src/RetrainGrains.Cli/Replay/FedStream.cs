using RetrainGrains.Sources;

namespace RetrainGrains.Cli.Replay;

/// <summary>
/// The state of one stream's replay: rows that are asked next, and rows whose outcome is not known yet.
/// </summary>
internal sealed class FedStream(ObservationStream stream)
{
    private readonly PriorityQueue<StreamRow, (DateTimeOffset KnownAt, DateTimeOffset At)> open = new(
        stream.WarmUp.ToArray().Where(row => !double.IsNaN(row.Outcome)).Select(row => (row, (row.KnownAt, row.At))));
    private int next;

    public ObservationStream Stream { get; } = stream;
    public PredictionSeries Series { get; } = PredictionSeries.Unanswered(stream);
    public RegretLog Regret { get; } = new();

    /// <summary>The number of served rows that have been asked.</summary>
    public int Asked => next;

    /// <summary>
    /// The time of the stream's next event, or null when every row is asked and every outcome known.
    /// </summary>
    public DateTimeOffset? Next
    {
        get
        {
            DateTimeOffset? ask = next < Stream.Served.Length ? Stream.Served[next].At : null;
            if (!open.TryPeek(out _, out var key)) return ask;
            return ask < key.KnownAt ? ask : key.KnownAt;
        }
    }

    /// <summary>Goes on at a time that an earlier replay had reached: rows before it were asked then.</summary>
    public void Resume(DateTimeOffset now)
    {
        while (next < Stream.Served.Length && Stream.Served[next].At < now) Ask();
    }

    public List<StreamRow> TakeKnown(DateTimeOffset now)
    {
        var known = new List<StreamRow>();
        while (open.TryPeek(out _, out var key) && key.KnownAt <= now) known.Add(open.Dequeue());
        return known;
    }

    public StreamRow? TakeAsked(DateTimeOffset now) =>
        next >= Stream.Served.Length || Stream.Served[next].At > now ? null : Ask();

    /// <summary>The row that was taken last has been predicted.</summary>
    public void Answer(double prediction) => Series.Predictions[next - 1] = prediction;

    /// <summary>Takes over what the log says was predicted.</summary>
    public void Restore(IReadOnlyDictionary<string, double> predictions)
    {
        for (var i = 0; i < next; i++)
        {
            if (predictions.TryGetValue(Stream.Served[i].Id, out var prediction)) Series.Predictions[i] = prediction;
        }
    }

    private StreamRow Ask()
    {
        var row = Stream.Served[next++];
        if (!double.IsNaN(row.Outcome)) open.Enqueue(row, (row.KnownAt, row.At));
        return row;
    }
}
