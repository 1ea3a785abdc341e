namespace RetrainGrains.Silo.Demo;

/// <summary>One way in which a station changes: what people there would say, from which day since the demo's start, and how.</summary>
internal sealed record Change(string News, double FromDay, Func<double, Regime> Of)
{
    public static Change None { get; } = new("", double.PositiveInfinity, _ => Regime.Usual);

    public static Change NewRoad(double from) => new(
        "a new road opens: more traffic, at other hours", from, _ => Regime.Usual with { Emission = 2.4, PeakHour = 16 });

    public static Change Wall(double from) => new(
        "a wall goes up: wind no longer clears the air", from, _ => Regime.Usual with { Emission = 1.5, WindPower = 0.05 });

    public static Change Growth(double from, double share) => new(
        "traffic begins to grow, a little every day", from, days => Regime.Usual with { Emission = 1 + share * days });

    public static Change Winter(double from) => new(
        "winter comes: colder by the day, and heating with it", from,
        days => Regime.Usual with { Warming = -0.6 * days, Heating = Math.Min(1, 0.06 * days) });

    /// <summary>How the station behaves on this day.</summary>
    public Regime On(double day) => day < FromDay ? Regime.Usual : Of(day - FromDay);
}
