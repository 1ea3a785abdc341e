namespace RetrainGrains.Sources.Tests;

/// <summary>Rows that take columns from other files, and several rows at one time.</summary>
public sealed class JoinTests : IDisposable
{
    private const string Races = """
        {
          "join": [
            { "file": "races.csv", "on": ["race"], "take": { "day": "date", "track": "track" } },
            { "file": "tracks.csv", "on": ["track"], "take": { "length": "km" } },
            { "file": "grid.csv", "on": ["race", "driver"], "take": { "grid": "position" }, "optional": true }
          ],
          "time": { "column": "day", "shift": "12h" },
          "key": ["driver"],
          "step": "1d",
          "target": { "column": "place" },
          "outcomeDelay": "12h",
          "warmUpRows": 2,
          "features": [
            { "name": "grid", "column": "grid" },
            { "name": "length", "column": "length" },
            { "name": "track", "column": "track", "kind": "categorical" },
            { "name": "last place", "last": true, "by": ["driver"] },
            { "name": "mean place here", "rolling": { "steps": 1000 }, "by": ["driver", "track"] },
            { "name": "mean of all", "rolling": { "steps": 1000 } }
          ],
          "lastValue": "last place"
        }
        """;

    private const string Results =
        "race,driver,place\n1,ann,1\n1,bob,2\n2,ann,2\n2,bob,1\n3,bob,1\n3,ann,3\n";

    private readonly string folder = Directory.CreateTempSubdirectory("retrain-join-").FullName;

    public JoinTests()
    {
        Write("races.csv", "race,date,track\n1,2020-01-05,monza\n2,2020-01-12,spa\n3,2020-01-19,monza\n");
        Write("tracks.csv", "track,km\nspa,7\nmonza,5.8\n");
        Write("grid.csv", "race,driver,position\n1,ann,3\n1,bob,1\n2,ann,1\n3,ann,2\n3,bob,\\N\n");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_row_takes_columns_of_its_lines_in_other_files_also_by_way_of_a_joined_column()
    {
        var rows = Load().Rows;

        Assert.Equal([3, 1, 1, float.NaN, float.NaN, 2], rows.Select(row => row.Features[0]));
        Assert.Equal([5.8f, 5.8f, 7, 7, 5.8f, 5.8f], rows.Select(row => row.Features[1]));
    }

    [Fact]
    public void Rows_of_one_time_are_told_apart_by_their_key_and_look_back_on_their_own_rows()
    {
        var stream = Load();

        Assert.Equal("2020-01-12T12:00Z/bob", stream.Rows[3].Id);
        Assert.Equal(0, stream.Counters.Duplicates + (int)stream.Counters.Gaps);
        Assert.Equal([float.NaN, float.NaN, 1, 2, 1, 2], stream.Rows.Select(row => row.Features[3]));
        Assert.Equal([float.NaN, float.NaN, float.NaN, float.NaN, 2, 1], stream.Rows.Select(row => row.Features[4]));
        Assert.Equal([float.NaN, float.NaN, 1.5f, 1.5f, 1.5f, 1.5f], stream.Rows.Select(row => row.Features[5]));
    }

    [Fact]
    public void A_row_without_a_line_in_an_optional_file_has_missing_values_and_is_counted() =>
        Assert.Equal(1, Load().Counters.Unmatched);

    [Fact]
    public void A_row_without_a_line_that_must_be_there_is_named_by_file_line_and_column()
    {
        Write("tracks.csv", "track,km\nspa,7\n");

        var problems = ProblemsOf(Races);

        Assert.Equal(
            "results.csv, line 2, column track: 'monza' must be in tracks.csv, or set optional; 3 more like this one, "
            + "the last is line 7", Assert.Single(problems));
    }

    [Fact]
    public void A_key_that_a_joined_file_has_twice_is_named_by_line()
    {
        Write("grid.csv", "race,driver,position\n1,ann,3\n2,ann,1\n1,ann,4\n");

        Assert.Equal(
            ["grid.csv, line 4, column race, driver: '1, ann' must be unique: an earlier line has it too"],
            ProblemsOf(Races));
    }

    [Theory]
    [InlineData("\"km\"", "\"miles\"", "tracks.csv: 'miles' must be a column; there are track, km")]
    [InlineData("tracks.csv", "nowhere.csv", "nowhere.csv: '' cannot be read: ")]
    [InlineData("\"length\": \"km\"", "\"place\": \"km\"", "results.csv, take of tracks.csv: 'place' must be")]
    [InlineData("\"on\": [\"track\"]", "\"on\": [\"circuit\"]", "results.csv: 'circuit' must be a column, to find")]
    public void A_join_that_cannot_be_made_says_why(string from, string to, string expected) => Assert.Contains(
        ProblemsOf(Races.Replace(from, to)), problem => problem.StartsWith(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("\"on\": [\"track\"], ", "", "source.join[1].on: '' must list the columns that both files have")]
    [InlineData("{ \"length\": \"km\" }", "{}", "source.join[1].take: '' must name columns")]
    [InlineData("\"column\": \"grid\" }", "\"column\": \"grid\", \"by\": [\"driver\"] }",
        "source.features[0].by: 'driver' must be left out")]
    public void A_join_that_cannot_be_read_is_named_by_its_path(string from, string to, string expected) =>
        Assert.Contains(
            SourceTexts.ProblemsOf(Races.Replace(from, to)),
            problem => problem.StartsWith(expected, StringComparison.Ordinal));

    [Fact]
    public void A_key_without_a_value_is_refused()
    {
        const string Expected = "results.csv, line 5, column driver: '' must be given";
        Assert.Contains(
            ProblemsOf(Races, Results.Replace("2,bob", "2,\\N")),
            problem => problem.StartsWith(Expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_of_a_race_is_known_before_it_is_over()
    {
        var before = Load();
        var after = Load(Results.Replace("3,bob,1", "3,bob,9").Replace("3,ann,3", "3,ann,8"));

        Assert.All(
            before.Rows.Zip(after.Rows), pair => Assert.Equal(pair.First.Features, pair.Second.Features));
        Assert.NotEqual(before.Rows[^1].Outcome, after.Rows[^1].Outcome);
    }

    private ObservationStream Load(string results = Results)
    {
        var (streams, problems) = StreamLoader.Load(
            SourceTexts.Parse(Races), [Write("results.csv", results)], new Period());
        Assert.Empty(problems);
        return Assert.Single(streams);
    }

    private string[] ProblemsOf(string source, string results = Results)
    {
        var (_, problems) = StreamLoader.Load(
            SourceTexts.Parse(source), [Write("results.csv", results)], new Period());
        return [.. problems.Select(problem => problem.ToString().Replace(folder + Path.DirectorySeparatorChar, ""))];
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
