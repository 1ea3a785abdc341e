namespace RetrainGrains.Learning.Learners;

/// <summary>
/// The generator SplitMix64 (Steele, Lea, Flood 2014): its numbers are ours to keep stable across runtimes.
/// </summary>
internal struct SeededGenerator(ulong seed)
{
    private ulong state = seed;

    /// <summary>An independent stream for one tree or one split.</summary>
    public static SeededGenerator For(ulong seed, ulong stream)
    {
        var mixer = new SeededGenerator(seed ^ (stream * 0xD1342543DE82EF95));
        return new SeededGenerator(mixer.NextUInt64());
    }

    public ulong NextUInt64()
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>Returns a number of at least 0 and below 1.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    // Lemire's multiply-shift; the bias of at most bound / 2^32 is far below sampling noise.
    public int Next(int bound) => (int)(((NextUInt64() >> 32) * (ulong)bound) >> 32);

    /// <summary>Selects exactly <paramref name="wanted"/> of the items, in order (Knuth's algorithm S).</summary>
    public void Select(Span<bool> selected, int wanted)
    {
        for (var i = 0; i < selected.Length; i++)
        {
            selected[i] = Next(selected.Length - i) < wanted;
            wanted -= selected[i] ? 1 : 0;
        }
    }
}
