namespace RetrainGrains.Learning.Trees;

/// <summary>Reuses histogram buffers within a budget; beyond it answers null, and the caller counts rows.</summary>
internal sealed class HistogramPool(int length, long maximumBytes)
{
    private readonly Stack<long[]> free = new();
    private readonly long capacity = maximumBytes / (sizeof(long) * Math.Max(1, length));

    private long created;

    public long[]? TryRent()
    {
        if (free.TryPop(out var histogram)) return histogram;
        if (created == capacity) return null;
        created++;
        return new long[length];
    }

    public void Return(long[]? histogram)
    {
        if (histogram is not null) free.Push(histogram);
    }
}
