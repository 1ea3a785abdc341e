namespace RetrainGrains.Statistics.Streaming;

/// <summary>The levels at which the two HDDM tests warn and alarm. Defaults are river's.</summary>
public sealed record HddmOptions
{
    /// <summary>The level of one look's test that warns.</summary>
    public double Warning { get; init; } = 0.005;

    /// <summary>The level of one look's test that alarms.</summary>
    public double Drift { get; init; } = 0.001;

    /// <summary>Takes a falling error rate for a change as well.</summary>
    public bool TwoSided { get; init; }

    /// <summary>The weight of the newest observation in <see cref="HddmW"/>, in (0, 1].</summary>
    public double Weight { get; init; } = 0.05;

    internal void Demand()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Drift, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(Warning, Drift);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Warning, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Weight, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Weight, 1);
    }

    internal void Exchange(ref StateCodec codec)
    {
        codec.Setting(nameof(Warning), Warning);
        codec.Setting(nameof(Drift), Drift);
        codec.Setting(nameof(TwoSided), TwoSided ? 1 : 0);
        codec.Setting(nameof(Weight), Weight);
    }
}
