using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace RetrainGrains.Simulations;

/// <summary>The dependence of the noise of a fleet's models and days.</summary>
public enum FleetNoise
{
    /// <summary>Not at all.</summary>
    Independent = 0,

    /// <summary>A model looks back a week every day, as it does by default.</summary>
    OverlappingWindows = 1,

    /// <summary>The same, and half of it comes from causes that all models share.</summary>
    SharedCauses = 2,
}

/// <summary>
/// A thousand models that report a p-value a day, 1 where their own check finds nothing. After the quiet days one in a
/// hundred drifts, by five standard errors of a full window.
/// </summary>
internal sealed class SimulatedFleet
{
    public const int Models = 1_000;
    public const int DriftDays = 30;
    private const int OneInDrifts = 100;
    private const int WindowDays = 7;
    private const double Drift = 5;
    private const double SharedPart = 0.5;

    // The default policy's own false-alarm rate.
    private const double Significance = 0.01;

    private readonly FleetNoise noise;
    private readonly int quietDays;
    private readonly Xoshiro256StarStar random;
    private readonly double[][] window = [.. Enumerable.Range(0, WindowDays).Select(_ => new double[Models])];
    private int day = -WindowDays;

    public SimulatedFleet(FleetNoise noise, int quietDays, int seed)
    {
        (this.noise, this.quietDays) = (noise, quietDays);
        random = new Xoshiro256StarStar(seed, threadSafe: false);
        while (day < 0) NextDay();
    }

    public static bool Drifts(int model) => model % OneInDrifts == OneInDrifts / 2;

    public double[] NextDay()
    {
        Draw(window[(day + WindowDays) % WindowDays]);
        var reported = new double[Models];
        for (var model = 0; model < Models; model++)
        {
            var distance = Math.Abs(noise == FleetNoise.Independent
                ? window[(day + WindowDays) % WindowDays][model]
                : window.Sum(one => one[model]) / Math.Sqrt(WindowDays));
            var pValue = SpecialFunctions.Erfc(distance / Constants.Sqrt2);
            reported[model] = pValue <= Significance ? pValue : 1;
        }
        day++;
        return reported;
    }

    private void Draw(double[] today)
    {
        Normal.Samples(random, today, 0, 1);
        var shared = noise == FleetNoise.SharedCauses ? Normal.Sample(random, 0, Math.Sqrt(SharedPart)) : 0;
        var own = noise == FleetNoise.SharedCauses ? Math.Sqrt(1 - SharedPart) : 1;
        // A day holds the seventh part of what a week adds up to, and all of it where a day stands alone.
        var drift = day < quietDays ? 0 : noise == FleetNoise.Independent ? Drift : Drift / Math.Sqrt(WindowDays);
        for (var model = 0; model < Models; model++)
        {
            today[model] = own * today[model] + shared + (Drifts(model) ? drift : 0);
        }
    }
}
