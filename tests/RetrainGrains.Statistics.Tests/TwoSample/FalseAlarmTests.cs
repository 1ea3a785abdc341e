using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Tests.TwoSample;

/// <summary>Without drift a test alarms as often as its level says, whatever the distribution.</summary>
public sealed class FalseAlarmTests
{
    private const double Level = 0.05;
    private const int Checks = 1_000;

    public static TheoryData<string, Func<double[], double[], bool>> Alarms => new()
    {
        { "stability", (r, c) =>
            PopulationStability.OfSamples(r, c) > PopulationStability.CriticalValue(r.Length, c.Length, 10, Level) },
        { "Kolmogorov-Smirnov", (r, c) => KolmogorovSmirnov.Test(r, c).PValue <= Level },
        { "Mann-Whitney", (r, c) => MannWhitney.Test(r, c).PValue <= Level },
        { "Anderson-Darling", (r, c) => AndersonDarling.Test(r, c).PValue <= Level },
        { "Brown-Forsythe", (r, c) => VarianceRatio.BrownForsythe(r, c).PValue <= Level },
    };

    [Theory]
    [MemberData(nameof(Alarms))]
    public void Skewed_rows_without_drift_alarm_as_often_as_declared(string name, Func<double[], double[], bool> alarms)
    {
        double Skewed(Random random) => Math.Exp(0.5 * Samples.Normal(random));
        var found = Enumerable.Range(0, Checks).Count(seed =>
            alarms(Samples.Draw(Skewed, 300, 2 * seed), Samples.Draw(Skewed, 200, 2 * seed + 1)));

        // The 99 % band of a binomial; Kolmogorov–Smirnov is discrete and stays below its level.
        var deviation = Math.Sqrt(Checks * Level * (1 - Level));
        Assert.True(found <= Checks * Level + 2.576 * deviation, $"{name}: {found} alarms");
        Assert.True(found >= 0.6 * Checks * Level, $"{name}: {found} alarms");
    }

    [Fact]
    public void A_shift_is_measured_in_the_unit_asked_for()
    {
        var (reference, current) = (new Moments(100, -4, 9), new Moments(80, 2, 4));

        Assert.Equal(1.5, MeanShift.Relative(reference, current));
        Assert.Equal(2, MeanShift.Standardised(reference, current));
        Assert.Equal(4 / 9.0, VarianceRatio.Of(reference, current));
    }
}
