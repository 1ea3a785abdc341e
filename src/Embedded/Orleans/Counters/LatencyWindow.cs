using System.Numerics;

namespace Orleans.Runtime;

/// <summary>
/// How long the work of the last minute took: a histogram of six slices of ten seconds that forgets by itself. A
/// duration of n ticks (100 ns) falls into one of four buckets per power of two, so a quantile is off by less than a
/// quarter; what takes longer than three minutes shares the last bucket. Mean and maximum are exact.
/// </summary>
internal sealed class LatencyWindow
{
    private const int SecondsPerSlice = 10;
    private const int Slices = 6;
    private const int Buckets = 120;
    private const int Total = Buckets;
    private const int Slowest = Buckets + 1;
    private const int Stride = Buckets + 2;

    // A power of two above the slices that are read: the one that is being written over is never among them.
    private const int Ring = 8;

    private readonly long[] cells = new long[Ring * Stride];

    public void Record(Measurement work)
    {
        var ticks = Math.Max(work.Elapsed.Ticks, 0);
        var slice = work.Second / SecondsPerSlice;
        var first = FirstCellOf(slice);
        StampedCell.Add(ref cells[first + BucketOf(ticks)], slice, 1);
        StampedCell.Add(ref cells[first + Total], slice, ticks);
        StampedCell.Raise(ref cells[first + Slowest], slice, ticks);
    }

    public LatencyReport ReportAt(TimeSpan uptime)
    {
        var newest = (long)uptime.TotalSeconds / SecondsPerSlice;
        var oldest = Math.Max(newest - Slices + 1, 0);
        var counts = new long[Buckets];
        long total = 0, slowest = 0;
        for (var slice = oldest; slice <= newest; slice++)
        {
            for (var bucket = 0; bucket < Buckets; bucket++) counts[bucket] += Read(slice, bucket);
            total += Read(slice, Total);
            slowest = Math.Max(slowest, Read(slice, Slowest));
        }

        var calls = counts.Sum();
        var covered = uptime - TimeSpan.FromSeconds(oldest * SecondsPerSlice);
        return new LatencyReport(
            covered,
            calls,
            TimeSpan.FromTicks(total),
            TimeSpan.FromTicks(Quantile(counts, calls, 0.50, slowest)),
            TimeSpan.FromTicks(Quantile(counts, calls, 0.99, slowest)),
            TimeSpan.FromTicks(slowest));
    }

    private static int FirstCellOf(long slice) => (int)(slice & (Ring - 1)) * Stride;

    private long Read(long slice, int cell) =>
        StampedCell.Read(Volatile.Read(ref cells[FirstCellOf(slice) + cell]), slice);

    // 0, 1, 2, 3 have buckets of their own; above, the two bits behind the leading one choose the quarter.
    private static int BucketOf(long ticks)
    {
        if (ticks < 4) return (int)ticks;
        var power = BitOperations.Log2((ulong)ticks);
        return Math.Min((4 * (power - 1)) + (int)((ticks >> (power - 2)) & 3), Buckets - 1);
    }

    private static long LowerEdgeOf(int bucket) =>
        bucket < 4 ? bucket : (4L + (bucket & 3)) << ((bucket / 4) - 1);

    private static long Quantile(long[] counts, long calls, double share, long slowest)
    {
        var rank = share * calls;
        long below = 0;
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            if (counts[bucket] > 0 && below + counts[bucket] >= rank)
            {
                var lower = LowerEdgeOf(bucket);
                var edge = bucket == Buckets - 1 ? long.MaxValue : LowerEdgeOf(bucket + 1);
                var upper = Math.Max(lower, Math.Min(edge, slowest));
                return lower + (long)((upper - lower) * (rank - below) / counts[bucket]);
            }

            below += counts[bucket];
        }

        return 0;
    }
}

/// <summary>The calls that ended within the last minute (or since the start) and how long they took.</summary>
public sealed record LatencyReport(
    TimeSpan Covered, long Calls, TimeSpan TotalTime, TimeSpan Median, TimeSpan NinetyNinth, TimeSpan Slowest)
{
    public TimeSpan Mean => Calls == 0 ? TimeSpan.Zero : TotalTime / Calls;
}
