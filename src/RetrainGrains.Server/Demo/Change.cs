namespace RetrainGrains.Server.Demo;

/// <summary>
/// A way in which a station changes: what people there would say, from which hour since the demo's start, and how it
/// behaves so many days later.
/// </summary>
internal sealed record Change(string News, int FromHour, Func<double, Regime> Of)
{
    private const int HoursPerDay = 24;

    public static Change None { get; } = new("", int.MaxValue, _ => Regime.Usual);

    public static Change NewRoad(int day) => new(
        "a new road opens: more traffic, at other hours", day * HoursPerDay,
        _ => Regime.Usual with { Emission = 2.4, PeakHour = 16 });

    public static Change Wall(int day) => new(
        "a wall goes up: wind no longer clears the air", day * HoursPerDay,
        _ => Regime.Usual with { Emission = 1.5, WindPower = 0.05 });

    public static Change Growth(int day, double share) => new(
        "traffic begins to grow, a little every day", day * HoursPerDay,
        days => Regime.Usual with { Emission = 1 + share * days });

    public static Change Winter(int day) => new(
        "winter comes: colder by the day, and heating with it", day * HoursPerDay,
        days => Regime.Usual with { Warming = -0.6 * days, Heating = Math.Min(1, 0.06 * days) });

    /// <summary>Answers with the station's behaviour at this hour.</summary>
    public Regime At(int hour) => hour < FromHour ? Regime.Usual : Of((hour - FromHour) / (double)HoursPerDay);
}
