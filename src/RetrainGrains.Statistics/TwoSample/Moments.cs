namespace RetrainGrains.Statistics.TwoSample;

/// <summary>The rows, mean and variance (with n − 1) of a sample: all that tests of means and variances need.</summary>
public readonly record struct Moments(double Rows, double Mean, double Variance)
{
    public double StandardDeviation => Math.Sqrt(Variance);

    /// <summary>The standard deviation, with the squares divided by n, as numpy does by default.</summary>
    public double PopulationStandardDeviation => Math.Sqrt(Variance * (Rows - 1) / Rows);

    /// <summary>Computes the moments in two passes; a single row has no spread.</summary>
    public static Moments Of(ReadOnlySpan<double> sample)
    {
        Sample.Check(sample);
        var mean = 0.0;
        foreach (var value in sample) mean += value;
        mean /= sample.Length;
        double squares = 0, rounding = 0;
        foreach (var value in sample)
        {
            var deviation = value - mean;
            squares += deviation * deviation;
            rounding += deviation;
        }
        // Chan, Golub & LeVeque (1983): what the rounding of the mean left in the deviations.
        squares -= rounding * rounding / sample.Length;
        mean += rounding / sample.Length;
        return new Moments(sample.Length, mean, sample.Length == 1 ? 0 : Math.Max(0, squares) / (sample.Length - 1));
    }

    internal void Check(double atLeast, string name)
    {
        if (!(Rows >= atLeast) || !double.IsFinite(Rows))
        {
            throw new ArgumentException($"{name} has {Rows} rows; at least {atLeast} are needed", name);
        }
        if (!double.IsFinite(Mean) || !double.IsFinite(Variance) || Variance < 0)
        {
            throw new ArgumentException(
                $"{name} has mean {Mean} and variance {Variance}; both must be finite, the variance not negative",
                name);
        }
    }
}
