using RetrainGrains.Fleet.Training;
using RetrainGrains.Learning.Data;
using RetrainGrains.Sources;

namespace RetrainGrains.Cli.Replay;

/// <summary>A stream as learners see it: at any time, the rows of a window whose outcome is known by then.</summary>
public sealed class KnownRows
{
    private readonly Dataset all;
    private readonly long[] times;
    private readonly long[] knownAt;

    public KnownRows(ObservationStream stream)
    {
        var rows = stream.Rows.Where(row => double.IsFinite(row.Outcome)).ToArray();
        var builder = new DatasetBuilder(LearnerMapping.SchemaOf(stream.Schema), rows.Length);
        foreach (var row in rows) builder.Add(row.At.ToUnixTimeMilliseconds(), row.Features, row.Outcome);
        var latest = rows.Length == 0 ? TimeSpan.Zero : rows.Max(row => row.KnownAt - row.At);
        all = builder.Build().WithOutcomeDelay(latest);
        times = Array.ConvertAll(rows, row => row.At.UtcTicks);
        knownAt = Array.ConvertAll(rows, row => row.KnownAt.UtcTicks);
    }

    /// <summary>
    /// Returns the rows at or after now − window (null: all) whose outcome is known at <paramref name="now"/>.
    /// </summary>
    public Dataset At(DateTimeOffset now, int? windowDays)
    {
        var first = windowDays is { } days ? CountBefore(times, now.UtcTicks - days * TimeSpan.TicksPerDay) : 0;
        // Outcomes become known in the order of their rows: the horizon and the delay are the same for all.
        var end = CountBefore(knownAt, now.UtcTicks + 1);
        return all.Slice(Math.Min(first, end), Math.Max(0, end - first));
    }

    private static int CountBefore(long[] ascending, long bound)
    {
        var (low, high) = (0, ascending.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = ascending[middle] < bound ? (middle + 1, high) : (low, middle);
        }
        return low;
    }
}
