using System.Collections.Concurrent;

namespace Orleans.Tests;

/// <summary>What the grains of a test did, in order.</summary>
public sealed class Journal
{
    private readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyList<string> Lines => [.. lines];

    public void Note(string line) => lines.Enqueue(line);
}
