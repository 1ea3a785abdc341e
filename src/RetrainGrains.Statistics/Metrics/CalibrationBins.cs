namespace RetrainGrains.Statistics.Metrics;

/// <summary>
/// The expected calibration error over bins of equal width (Naeini, Cooper and Hauskrecht 2015): by how much
/// probabilities and the frequency of positives differ, weighted by rows. Bins merge by adding.
/// </summary>
public sealed class CalibrationBins
{
    public const int DefaultBins = 10;
    public const int MaximumBins = 10_000;

    private readonly double[] rows;
    private readonly double[] probabilities;
    private readonly double[] positives;

    public CalibrationBins(int bins = DefaultBins)
    {
        if (bins is < 1 or > MaximumBins)
        {
            throw new ArgumentException($"bins is {bins}; it must be 1 to {MaximumBins}", nameof(bins));
        }
        (rows, probabilities, positives) = (new double[bins], new double[bins], new double[bins]);
    }

    public int Bins => rows.Length;
    public ReadOnlySpan<double> Rows => rows;

    public void Add(double probability, bool outcome)
    {
        Pairs.CheckProbability(probability);
        var bin = Math.Min((int)(probability * Bins), Bins - 1);
        rows[bin]++;
        probabilities[bin] += probability;
        positives[bin] += outcome ? 1 : 0;
    }

    public void Merge(CalibrationBins other)
    {
        if (other.Bins != Bins)
        {
            throw new ArgumentException($"other has {other.Bins} bins and this {Bins}; they must match", nameof(other));
        }
        for (var bin = 0; bin < Bins; bin++)
        {
            rows[bin] += other.rows[bin];
            probabilities[bin] += other.probabilities[bin];
            positives[bin] += other.positives[bin];
        }
    }

    /// <summary>Computes the expected calibration error; NaN without rows.</summary>
    public double ExpectedError()
    {
        double gaps = 0, all = 0;
        for (var bin = 0; bin < Bins; bin++)
        {
            gaps += Math.Abs(probabilities[bin] - positives[bin]);
            all += rows[bin];
        }
        return gaps / all;
    }
}
