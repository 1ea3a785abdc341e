using System.Collections.Concurrent;

namespace Orleans.Tests;

/// <summary>Named gates at which the grains of a test wait.</summary>
public sealed class Signals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> gates = new();

    public Task Wait(string name) => Gate(name).Task;

    public void Open(string name) => Gate(name).TrySetResult();

    private TaskCompletionSource Gate(string name) => gates.GetOrAdd(name, _ => new TaskCompletionSource());
}
