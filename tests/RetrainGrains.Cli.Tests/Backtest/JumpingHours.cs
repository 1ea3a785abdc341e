using RetrainGrains.Sources.Tests;

namespace RetrainGrains.Cli.Tests.Backtest;

/// <summary>Twenty days of hours whose level jumps after ten, in a folder of their own, and their backtest.</summary>
internal sealed class JumpingHours(int warmUpRows) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("retrain-backtest-").FullName;

    public StringWriter Output { get; } = new();
    public StringWriter Errors { get; } = new();

    public static int Level(int hour) => hour % 7 + (hour < 10 * 24 ? 0 : 50);

    public Task<int> BacktestAsync(IReplayEngine engine, params string[] options)
    {
        var rows = Enumerable.Range(0, 20 * 24).Select(hour =>
            $"{new DateTime(2020, 1, 1).AddHours(hour):yyyy-MM-dd HH:mm},{hour % 24},{Level(hour)}\n");
        var file = Write("rows.csv", "time,x,y\n" + string.Concat(rows));
        var source = SourceTexts.Hourly.Replace("\"warmUpRows\": 2", $"\"warmUpRows\": {warmUpRows}");
        string[] period = options.Contains("--period") ? [] : ["--period", "1d"];
        string[] recipe = options.Contains("--recipe") ? [] : ["--recipe", "mean/2d"];
        return new RetrainCommand(engine, TimeProvider.System, Output, Errors).RunAsync(
            ["backtest", file, "--source", Write("source.json", source), .. period, .. recipe, .. options],
            TestContext.Current.CancellationToken);
    }

    public string PathOf(string name) => Path.Combine(folder, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
