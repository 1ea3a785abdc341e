using System.Globalization;
using RetrainGrains.Sources.Tests;

namespace RetrainGrains.Cli.Tests.Replay;

/// <summary>
/// Two weeks of hours that the system has run through once for a whole class of tests: each test takes a copy of what
/// that left.
/// </summary>
public abstract class ReplayedStation(Func<int, double> level, string policy) : IAsyncLifetime
{
    private const int Days = 14;

    private readonly string folder = Directory.CreateTempSubdirectory("retrain-replayed-").FullName;

    public async ValueTask InitializeAsync()
    {
        var rows = Enumerable.Range(0, Days * 24).Select(hour => string.Create(
            CultureInfo.InvariantCulture,
            $"{new DateTime(2020, 1, 1).AddHours(hour):yyyy-MM-dd HH:mm},{hour % 24},{level(hour)}\n"));
        var source = SourceTexts.Hourly.Replace("\"warmUpRows\": 2", "\"warmUpRows\": 96");
        var errors = new StringWriter();
        var code = await new RetrainCommand(new FleetReplay(), TimeProvider.System, TextWriter.Null, errors).RunAsync(
        [
            "replay", Write("station.csv", "time,x,y\n" + string.Concat(rows)),
            "--source", Write("source.json", source), "--policy", Write("policy.json", policy),
            "--database", Path.Combine(folder, "fleet.db"), "--quiet",
        ]);
        Assert.Equal((0, ""), (code, errors.ToString()));
    }

    /// <summary>Copies the rows, the source file and the database into a folder.</summary>
    public void CopyTo(string target)
    {
        foreach (var file in Directory.GetFiles(folder)) File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(folder, name), text);
        return Path.Combine(folder, name);
    }
}
