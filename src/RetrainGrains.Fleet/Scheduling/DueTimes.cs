namespace RetrainGrains.Fleet.Scheduling;

/// <summary>The due times of many models, earliest first; each model once.</summary>
internal sealed class DueTimes
{
    private readonly SortedSet<(DateTimeOffset At, string ModelId)> order = [];
    private readonly Dictionary<string, DateTimeOffset> byModel = [];

    public DateTimeOffset? Next => order.Count == 0 ? null : order.Min.At;

    public void Set(string modelId, DateTimeOffset at)
    {
        if (byModel.Remove(modelId, out var before)) order.Remove((before, modelId));
        byModel[modelId] = at;
        order.Add((at, modelId));
    }

    /// <summary>Takes out at most <paramref name="limit"/> models that are due.</summary>
    public List<string> Take(DateTimeOffset now, int limit)
    {
        var taken = new List<string>();
        while (taken.Count < limit && order.Count > 0 && order.Min.At <= now)
        {
            var (_, modelId) = order.Min;
            order.Remove(order.Min);
            byModel.Remove(modelId);
            taken.Add(modelId);
        }
        return taken;
    }
}
