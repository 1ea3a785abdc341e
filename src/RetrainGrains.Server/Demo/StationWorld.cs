namespace RetrainGrains.Server.Demo;

/// <summary>The readings of a station's instruments at one hour, and of the sensor for the target.</summary>
internal readonly record struct StationHour(double Temperature, double Wind, double Humidity, double Level);

/// <summary>The air around one station, hour after hour: weather, traffic, what is left of before.</summary>
internal sealed class StationWorld(StationPlan plan, int seed)
{
    private const double Inertia = 0.55;
    private const double StuckAt = 2;

    private readonly Random random = new(seed);
    private double warmth;
    private double gusts;
    private double level = 40;

    /// <summary>
    /// A value that is true while the sensor is stuck: then it shows the same low value whatever the air is like.
    /// </summary>
    public bool SensorIsStuck { get; set; }

    public StationHour Next(DateTimeOffset at, int hour)
    {
        var regime = plan.Change.At(hour);
        warmth = 0.97 * warmth + 0.6 * Gaussian();
        gusts = 0.9 * gusts + 0.22 * Gaussian();
        var temperature = 12 + regime.Warming + 5 * Math.Sin((at.Hour - 9) * Math.PI / 12) + warmth;
        var wind = 3 * Math.Exp(gusts);
        var humidity = Math.Clamp(72 - 1.5 * (temperature - 12) + 5 * Gaussian(), 15, 100);

        var traffic = 0.5 + Peak(at.Hour, regime.PeakHour) + 0.8 * Peak(at.Hour, regime.PeakHour + 10);
        var heating = regime.Heating * Math.Max(0, 16 - temperature) / 8;
        var source = 62 * regime.Emission * (traffic + heating)
            * Math.Pow(1 + wind, -regime.WindPower) * (0.7 + humidity / 200);
        level = Math.Max(1, Inertia * level + (1 - Inertia) * source + 1.5 * Gaussian());
        return new StationHour(temperature, wind, humidity, SensorIsStuck ? StuckAt + 0.1 * Gaussian() : level);
    }

    private static double Peak(double hour, double peak)
    {
        var distance = Math.Abs(hour - peak % 24);
        distance = Math.Min(distance, 24 - distance);
        return Math.Exp(-distance * distance / 8);
    }

    // Box and Muller 1958.
    private double Gaussian() =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
