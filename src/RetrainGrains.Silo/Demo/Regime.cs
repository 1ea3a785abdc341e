namespace RetrainGrains.Silo.Demo;

/// <summary>How a station behaves on a day: what it emits, when, and what the weather does to it.</summary>
internal readonly record struct Regime(
    double Emission = 1, double PeakHour = 8, double WindPower = 0.8, double Warming = 0, double Heating = 0)
{
    public static Regime Usual => new(1);
}

/// <summary>The ways in which stations change, by days since the demo's start.</summary>
internal static class Regimes
{
    public static Regime Steady(double day) => Regime.Usual;

    /// <summary>A new road: from one hour to the next twice the traffic, at other hours.</summary>
    public static Func<double, Regime> NewRoad(double from) => day =>
        day < from ? Regime.Usual : Regime.Usual with { Emission = 2.1, PeakHour = 16 };

    /// <summary>A wall goes up: wind no longer clears the air.</summary>
    public static Func<double, Regime> Sheltered(double from) => day =>
        day < from ? Regime.Usual : Regime.Usual with { Emission = 1.4, WindPower = 0.05 };

    /// <summary>Traffic that grows a little every day.</summary>
    public static Func<double, Regime> Growing(double from, double share) => day =>
        Regime.Usual with { Emission = 1 + share * Math.Max(0, day - from) };

    /// <summary>Winter comes: colder by the day, and heating with it.</summary>
    public static Func<double, Regime> Winter(double from) => day => Regime.Usual with
    {
        Warming = -0.5 * Math.Max(0, day - from),
        Heating = Math.Min(1, 0.06 * Math.Max(0, day - from)),
    };
}
