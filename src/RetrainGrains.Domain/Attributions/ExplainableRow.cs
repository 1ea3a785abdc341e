using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Attributions;

/// <summary>A row that may be explained, which needs no outcome.</summary>
public readonly record struct ExplainableRow(long Sequence, DateTimeOffset At, float[] Features)
{
    public long Day => HourBucket.DayOf(HourBucket.HourOf(At));

    /// <summary>
    /// The row's place in the sample, 0 to 1: derived from its sequence number and not random, so that the same rows
    /// are always chosen, in whatever order outcomes arrive.
    /// </summary>
    internal double Draw
    {
        get
        {
            // SplitMix64: neighbouring numbers get unrelated places.
            var z = (ulong)Sequence + 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
        }
    }
}
