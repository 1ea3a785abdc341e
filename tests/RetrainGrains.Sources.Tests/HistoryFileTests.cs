using System.Text;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Sources.Tests;

/// <summary>Files of rows that are read block by block, in memory that does not grow with them.</summary>
public sealed class HistoryFileTests : IDisposable
{
    private const string Hourly = """
        {
          "time": { "column": "time", "timeZone": "Europe/Berlin" },
          "target": { "column": "y" },
          "outcomeDelay": "30m",
          "warmUpRows": 2,
          "features": [
            { "name": "x", "column": "x" }, { "name": "hour", "calendar": "hour", "cyclic": true },
            { "name": "sky", "column": "sky", "kind": "categorical", "categories": ["sun", "rain"] }
          ]
        }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("retrain-history-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_rows_are_those_of_a_file_that_is_read_whole()
    {
        var csv = Csv(2 * HistoryFile.BlockRows + 5, i => $"{i % 7},{(i % 5 == 0 ? "rain" : "hail")},{3 * i}");

        AssertSame(SourceTexts.Stream(Hourly, csv), Read(Hourly, csv));
    }

    [Fact]
    public void The_rows_of_bike_sharing_are_those_of_the_file_read_whole()
    {
        var path = SharedData.Require("bike/hour.csv");
        var source = SourceTexts.Parse(File.ReadAllText(SharedData.SourceFile("bike-without-lags")));
        var (streams, _) = StreamLoader.Load(source, [path], new Period());
        var problems = new List<Problem>();

        using var file = HistoryFile.Open(path, "hour.csv", source, problems)!;

        AssertSame(Assert.Single(streams), RowsOf(file));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(HistoryFile.BlockRows)]
    [InlineData(HistoryFile.BlockRows + 1)]
    public void Reading_goes_on_behind_any_row_also_in_the_hour_that_comes_twice(int done)
    {
        // Berlin turned its clocks back on 25 October 2020: the file has two rows of 02:00.
        string[] times = ["00:00", "01:00", "02:00", "02:00", "03:00"];
        var csv = Lines(times.Select(time => $"2020-10-25 {time},1,sun,1"));
        var (rows, all) = (Read(Hourly, csv), Csv(HistoryFile.BlockRows + 9, i => $"{i},sun,{i}"));

        Assert.Equal(5, rows.Select(row => row.Id).Distinct().Count());
        Assert.Equal(rows.Skip(3).Select(row => row.Id), Read(Hourly, csv, done: 3).Select(row => row.Id));
        Assert.Equal(Read(Hourly, all).Skip(done).Select(row => row.Id), Read(Hourly, all, done).Select(row => row.Id));
    }

    [Fact]
    public void A_row_that_cannot_be_read_is_told_and_is_no_fault_of_the_others()
    {
        var csv = "time,x,sky,y\n2020-01-01 00:00,1,sun,1\nsoon,2,sun,2\n2020-01-01 02:00,many,sun,3,4\n"
            + "2020-01-01 03:00,many,sun,x\n2020-01-01 04:00,5,sun,NA\n";
        var problems = new List<Problem>();
        using var file = HistoryFile.Open(Write(csv), "rows.csv", SourceTexts.Parse(Hourly), problems)!;

        var block = file.Next(problems)!;

        Assert.Empty(problems);
        Assert.Equal((5, 3), (block.RowsRead, block.Refused));
        Assert.Equal([1, double.NaN], block.Rows.Select(row => row.Outcome));
        Assert.Equal(
            [("line 3", "time", "soon"), ("line 4", "", "5"), ("line 5", "x", "many"), ("line 5", "y", "x")],
            block.Faults.Select(fault => (fault.Place, fault.Column, fault.Value)));
        Assert.Null(file.Next(problems));
    }

    [Fact]
    public void A_file_that_is_cut_off_in_a_line_says_so_and_gives_no_row_of_it()
    {
        var problems = new List<Problem>();
        using var file = HistoryFile.Open(
            Write("time,x,sky,y\n2020-01-01 00:00,1,sun,1\n2020-01-01 01:00,2,su"), "rows.csv",
            SourceTexts.Parse(Hourly), problems)!;

        var block = file.Next(problems)!;

        Assert.Equal((2, 1, 1), (block.RowsRead, block.Refused, block.Rows.Count));
        Assert.Contains("the file is cut off here", Assert.Single(block.Faults).Rule);
    }

    [Fact]
    public void Columns_that_are_not_there_are_told_by_the_name_that_the_caller_knows()
    {
        var problems = new List<Problem>();

        Assert.Null(HistoryFile.Open(Write("time,x\n"), "rows.csv", SourceTexts.Parse(Hourly), problems));

        Assert.Equal(["sky", "y"], problems.Select(problem => problem.Value).Order());
        Assert.All(problems, problem => Assert.Equal("rows.csv", problem.Field));
    }

    private static void AssertSame(ObservationStream whole, IReadOnlyList<StreamRow> rows)
    {
        Assert.Equal(whole.Rows.Length, rows.Count);
        Assert.All(whole.Rows.Zip(rows), pair =>
        {
            Assert.Equal(pair.First with { Features = [] }, pair.Second with { Features = [] });
            Assert.Equal(pair.First.Features, pair.Second.Features);
        });
    }

    private static List<StreamRow> RowsOf(HistoryFile file)
    {
        var (rows, problems) = (new List<StreamRow>(), new List<Problem>());
        while (file.Next(problems) is { } block)
        {
            Assert.Empty(block.Faults);
            rows.AddRange(block.Rows);
        }
        Assert.Empty(problems);
        return rows;
    }

    private List<StreamRow> Read(string json, string csv, int done = 0)
    {
        var problems = new List<Problem>();
        using var file = HistoryFile.Open(Write(csv), "rows.csv", SourceTexts.Parse(json), problems)!;
        file.Skip(done, problems);
        Assert.Equal(done, file.RowsRead);
        return RowsOf(file);
    }

    private string Write(string csv)
    {
        var path = Path.Combine(folder, "rows.csv");
        File.WriteAllText(path, csv);
        return path;
    }

    private static string Csv(int count, Func<int, string> cells) => Lines(Enumerable.Range(0, count)
        .Select(i => $"{new DateTime(2020, 1, 1).AddHours(i):yyyy-MM-dd HH:mm}Z,{cells(i)}"));

    private static string Lines(IEnumerable<string> lines)
    {
        var text = new StringBuilder("time,x,sky,y\n");
        foreach (var line in lines) text.Append(line).Append('\n');
        return text.ToString();
    }
}
