using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Profiles;

/// <summary>
/// The limits that NannyML sets for a value: as far from the mean of the reference's chunks as this many of their
/// standard deviations (with n). Its distances have an upper limit only, its reconstruction error both.
/// </summary>
public sealed record ChunkThreshold(double? Lower, double? Upper)
{
    /// <summary>A lower limit that no value can pass is left out.</summary>
    public static ChunkThreshold Of(ReadOnlySpan<double> chunkValues, double deviations = 3, double smallestValue = 0)
    {
        var moments = Moments.Of(chunkValues);
        var distance = deviations * moments.PopulationStandardDeviation;
        var lower = moments.Mean - distance;
        return new ChunkThreshold(lower > smallestValue ? lower : null, moments.Mean + distance);
    }

    public bool Alerts(double value) => value <= Lower || value >= Upper;
}
