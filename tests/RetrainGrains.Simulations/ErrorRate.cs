using MathNet.Numerics.Distributions;

namespace RetrainGrains.Simulations;

/// <summary>The measured rate of an event that has a stated rate.</summary>
public sealed record ErrorRate(int Trials, int Events, double Stated)
{
    private const double Confidence = 0.99;

    public double Rate => (double)Events / Trials;

    /// <summary>
    /// The highest rate that trials at the stated rate show: the upper end of their two-sided 99 % band.
    /// </summary>
    public double Highest
    {
        get
        {
            var most = 0;
            while (Binomial.CDF(Stated, Trials, most) < 1 - (1 - Confidence) / 2) most++;
            return (double)most / Trials;
        }
    }

    public bool Holds => Rate <= Highest;
}
