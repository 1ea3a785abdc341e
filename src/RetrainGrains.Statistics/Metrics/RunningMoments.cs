using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Metrics;

/// <summary>
/// The rows, mean and summed squared deviations of a stream; merging two gives what the whole would have given, to
/// rounding. Most metrics are the mean of a loss, and so one of these. The default has no rows.
/// </summary>
public readonly record struct RunningMoments(double Rows, double Mean, double SquaredDeviations)
{
    public double Sum => Rows * Mean;

    /// <summary>The variance with n − 1; 0 with fewer than two rows.</summary>
    public double SampleVariance => Rows > 1 ? SquaredDeviations / (Rows - 1) : 0;

    /// <summary>Adds a value, as Welford (1962).</summary>
    public RunningMoments Add(double value)
    {
        var rows = Rows + 1;
        var deviation = value - Mean;
        var mean = Mean + deviation / rows;
        return new RunningMoments(rows, mean, SquaredDeviations + deviation * (value - mean));
    }

    /// <summary>Adds another stream, as Chan, Golub and LeVeque (1979).</summary>
    public RunningMoments Merge(RunningMoments other)
    {
        if (Rows == 0) return other;
        if (other.Rows == 0) return this;
        var rows = Rows + other.Rows;
        var distance = other.Mean - Mean;
        return new RunningMoments(
            rows, Mean + distance * (other.Rows / rows),
            SquaredDeviations + other.SquaredDeviations + distance * distance * (Rows * other.Rows / rows));
    }

    public static RunningMoments Of(ReadOnlySpan<double> values)
    {
        var moments = new RunningMoments();
        foreach (var value in values) moments = moments.Add(value);
        return moments;
    }

    /// <summary>The mean; NaN without rows.</summary>
    public double MeanOrNaN => Rows == 0 ? double.NaN : Mean;

    public Moments ToMoments() => new(Rows, Mean, SampleVariance);
}
