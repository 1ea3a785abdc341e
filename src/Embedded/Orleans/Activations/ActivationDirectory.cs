using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>Holds at most one activation per grain.</summary>
internal sealed class ActivationDirectory(GrainRuntime runtime, GrainClasses classes)
{
    private readonly ConcurrentDictionary<GrainId, Activation> activations = new();
    private long created;

    public int Count => activations.Count;

    /// <summary>All activations, oldest first.</summary>
    public IReadOnlyList<Activation> All => [.. activations.Values.OrderBy(activation => activation.Number)];

    /// <summary>All activations, without a copy: those that come or go meanwhile may be missed.</summary>
    public IEnumerable<Activation> Unordered => activations.Select(pair => pair.Value);

    public Activation? Find(GrainId id) => activations.GetValueOrDefault(id);

    public Activation FindOrCreate(GrainId id) =>
        activations.TryGetValue(id, out var found) ? found : activations.GetOrAdd(id, Create);

    public void Remove(Activation activation) =>
        activations.TryRemove(new KeyValuePair<GrainId, Activation>(activation.GrainId, activation));

    private Activation Create(GrainId id) =>
        new(runtime, classes.Of(id.Type), id, Interlocked.Increment(ref created));
}
