using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Fleet.Tests;

/// <summary>
/// A seeded hourly stream: what is measured follows the weather, and at the change point the other way round. Hours
/// count from <see cref="TestFleet.Start"/>; those before it are history.
/// </summary>
internal sealed class Station
{
    public const int HistoryHours = 30 * 24;
    private const int Hours = 120 * 24;
    private readonly float[][] features = new float[Hours][];
    private readonly double[] outcomes = new double[Hours];

    public Station(int seed, int changeAtHour = int.MaxValue)
    {
        var random = new Random(seed);
        for (var i = 0; i < Hours; i++)
        {
            var hour = i - HistoryHours;
            var weather = random.NextDouble();
            var slope = hour < changeAtHour ? 20 : -20;
            features[i] = [(hour % 24 + 24) % 24, (float)weather, i == 0 ? 50 : (float)outcomes[i - 1]];
            outcomes[i] = 50 + slope * weather + random.NextDouble();
        }
    }

    public static FeatureSchema Schema { get; } = new()
    {
        Features = [new("hour"), new("weather"), new("last")],
        Target = "y",
        LastValue = "last",
    };

    public static DateTimeOffset At(int hour) => TestFleet.Start.AddHours(hour);

    public static string Id(int hour) => $"row {hour}";

    public float[] Features(int hour) => features[hour + HistoryHours];

    public HistoryRow History(int hour) =>
        new(Id(hour), At(hour), Features(hour), outcomes[hour + HistoryHours], At(hour + 1));

    public OutcomeRow Outcome(int hour) => new(Id(hour), outcomes[hour + HistoryHours], At(hour + 1));
}
