namespace RetrainGrains.Sources.Tests;

/// <summary>Small source files and tables as texts, for tests that change one thing in them.</summary>
internal static class SourceTexts
{
    public const string Hourly = """
        {
          "time": { "column": "time" },
          "step": "1h",
          "target": { "column": "y" },
          "horizon": "1h",
          "warmUpRows": 2,
          "features": [ { "name": "x", "column": "x" }, { "name": "y last", "last": true } ],
          "lastValue": "y last"
        }
        """;

    public static SourceFile Parse(string json)
    {
        var (source, problems) = SourceReader.Read(json);
        Assert.Empty(problems);
        return source!;
    }

    /// <summary>Messages of a source file that must be refused.</summary>
    public static string[] ProblemsOf(string json)
    {
        var (source, problems) = SourceReader.Read(json);
        Assert.Null(source);
        return [.. problems.Select(problem => problem.ToString())];
    }

    public static (ObservationStream? Stream, string[] Problems) Load(string json, string csv)
    {
        var folder = Directory.CreateTempSubdirectory("retrain-cli-");
        try
        {
            var path = Path.Combine(folder.FullName, "station.csv");
            File.WriteAllText(path, csv);
            var (streams, problems) = StreamLoader.Load(Parse(json), [path], new Period());
            return (streams.FirstOrDefault(), [.. problems.Select(p => p.ToString().Replace(path, "station.csv"))]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static ObservationStream Stream(string json, string csv)
    {
        var (stream, problems) = Load(json, csv);
        Assert.Empty(problems);
        return stream!;
    }
}
