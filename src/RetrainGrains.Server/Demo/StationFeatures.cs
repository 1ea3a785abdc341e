using Google.Protobuf.WellKnownTypes;

namespace RetrainGrains.Server.Demo;

/// <summary>
/// The features that a station's service sends: the weather now, the hour, and the target's recent values.
/// </summary>
internal sealed class StationFeatures
{
    private const int HoursKept = 25;

    private readonly Queue<double> levels = new(HoursKept);

    public static V1.Schema Schema { get; } = new()
    {
        Target = "no2_next_hour",
        LastValue = "no2",
        Features =
        {
            new V1.Feature { Name = "temperature" },
            new V1.Feature { Name = "wind" },
            new V1.Feature { Name = "humidity" },
            new V1.Feature { Name = "hour" },
            new V1.Feature { Name = "no2" },
            new V1.Feature { Name = "no2_3h_ago" },
            new V1.Feature { Name = "no2_24h_ago" },
        },
    };

    /// <summary>The row of this hour; values from before the first hour are missing.</summary>
    public float[] Take(DateTimeOffset at, StationHour hour)
    {
        if (levels.Count == HoursKept) levels.Dequeue();
        levels.Enqueue(hour.Level);
        return
        [
            (float)hour.Temperature, (float)hour.Wind, (float)hour.Humidity, at.Hour,
            (float)hour.Level, Ago(3), Ago(24),
        ];
    }

    public static IEnumerable<Value> OnTheWire(float[] features) => features.Select(value =>
        float.IsNaN(value) ? Value.ForNull() : Value.ForNumber(value));

    private float Ago(int hours) =>
        levels.Count > hours ? (float)levels.ElementAt(levels.Count - 1 - hours) : float.NaN;
}
