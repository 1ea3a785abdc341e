using System.Globalization;
namespace RetrainGrains.Story.Tests;

/// <summary>A folder with a seeded stream, its source file and a policy that is quick to train.</summary>
internal sealed class StoryFolder : IDisposable
{
    public const int WarmUpDays = 20;
    private readonly string folder = Directory.CreateTempSubdirectory("retrain-story-").FullName;

    public string Database => PathOf("story.db");

    public string PathOf(string name) => Path.Combine(folder, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    public string Source() => Write("source.json", $$"""
        {
          "time": { "column": "time" }, "step": "1h", "target": { "column": "y" },
          "horizon": "1h", "warmUp": "{{WarmUpDays}}d",
          "features": [ { "name": "weather", "column": "weather" }, { "name": "y last", "last": true } ],
          "lastValue": "y last"
        }
        """);

    public string Policy(string recipes = "\"leafwise/30d\", \"leafwise/7d\", \"last-value\"") => Write(
        "policy.json", $$"""
        {
          "triggers": {
            "maximumAge": "2d", "cooldown": "12h", "budgetRuns": 60,
            "minimumNewOutcomes": 12, "breakerAfter": 1000
          },
          "challengers": {
            "recipes": [{{recipes}}], "freshShare": 0.01,
            "trees": { "numberOfTrees": 8, "numberOfLeaves": 5, "minimumExampleCountPerLeaf": 10 }
          }
        }
        """);

    /// <summary>Hourly rows that follow the weather; from day to day as <paramref name="slope"/> says.</summary>
    public string Rows(string name, int days, int seed, Func<double, double> slope)
    {
        var random = new Random(seed);
        var start = new DateTime(2025, 1, 6, 0, 0, 0, DateTimeKind.Utc);
        var lines = new List<string> { "time,weather,y" };
        var weather = 0.5;
        for (var hour = 0; hour < days * 24; hour++)
        {
            // The row at t asks for the value at t + 1 h, which follows the weather at t.
            var y = 50 + slope(hour / 24.0 - WarmUpDays) * weather + random.NextDouble();
            weather = random.NextDouble();
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"{start.AddHours(hour):yyyy-MM-ddTHH:mm:ssZ},{weather:0.####},{y:0.####}"));
        }
        return Write(name + ".csv", string.Join('\n', lines) + "\n");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
