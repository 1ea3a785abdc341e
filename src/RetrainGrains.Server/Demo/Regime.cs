namespace RetrainGrains.Server.Demo;

/// <summary>The behaviour of a station on a day: its emissions over the hours, and the effect of the weather.</summary>
internal readonly record struct Regime(
    double Emission = 1, double PeakHour = 8, double WindPower = 0.8, double Warming = 0, double Heating = 0)
{
    public static Regime Usual => new(Emission: 1);
}
