namespace RetrainGrains.Server.Demo;

/// <summary>How a station behaves on a day: what it emits, when, and what the weather does to it.</summary>
internal readonly record struct Regime(
    double Emission = 1, double PeakHour = 8, double WindPower = 0.8, double Warming = 0, double Heating = 0)
{
    public static Regime Usual => new(Emission: 1);
}
