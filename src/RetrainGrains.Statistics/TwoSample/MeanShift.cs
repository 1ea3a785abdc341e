namespace RetrainGrains.Statistics.TwoSample;

/// <summary>The shift of the mean, in a unit that a limit can be given in.</summary>
public static class MeanShift
{
    /// <summary>Computes (mean − reference mean) / |reference mean|; infinite when a mean of zero is left.</summary>
    public static double Relative(Moments reference, Moments current) =>
        Divided(reference, current, Math.Abs(reference.Mean));

    /// <summary>
    /// Computes (mean − reference mean) / reference standard deviation; infinite when a constant changes.
    /// </summary>
    public static double Standardised(Moments reference, Moments current) =>
        Divided(reference, current, reference.StandardDeviation);

    private static double Divided(Moments reference, Moments current, double unit)
    {
        reference.Check(1, nameof(reference));
        current.Check(1, nameof(current));
        var difference = current.Mean - reference.Mean;
        return difference == 0 ? 0 : difference / unit;
    }
}
