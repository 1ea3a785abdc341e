namespace RetrainGrains.Statistics.Streaming;

/// <summary>The random indices of a sampling detector.</summary>
internal interface IIndexDraws
{
    /// <summary>Draws a number, uniform on 0 to <paramref name="exclusive"/> - 1.</summary>
    int Below(int exclusive);

    void Restart();

    void Exchange(ref StateCodec codec);
}

/// <summary>
/// The generator SplitMix64: one word of state. Steele, Lea, Flood, "Fast Splittable Pseudorandom Generators", 2014.
/// </summary>
internal sealed class SeededDraws : IIndexDraws
{
    private readonly ulong seed;
    private ulong state;

    public SeededDraws(ulong seed) => this.seed = state = seed;

    public int Below(int exclusive)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        // The high half of the product; its bias is below 2^-32.
        return (int)Math.BigMul(z ^ (z >> 31), (ulong)exclusive, out _);
    }

    public void Restart() => state = seed;

    public void Exchange(ref StateCodec codec) => codec.Bits(ref state);
}
