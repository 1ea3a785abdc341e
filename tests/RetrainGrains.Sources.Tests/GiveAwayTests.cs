using System.Globalization;

namespace RetrainGrains.Sources.Tests;

/// <summary>Columns that are known only together with the target, and those that may look so.</summary>
public sealed class GiveAwayTests
{
    private const int Count = 400;

    [Theory]
    [InlineData("copy")]
    [InlineData("monotone")]
    [InlineData("noisy")]
    public void A_column_that_tells_the_target_alone_is_told(string kind)
    {
        var draw = new Random(1);
        double Of(double y) => kind switch
        {
            "copy" => y, "monotone" => -Math.Exp(y / 10), _ => y * (1 + 0.01 * draw.NextDouble()),
        };
        var note = Assert.Single(Notes(y => (draw.NextDouble(), Of(y))));
        Assert.StartsWith("b gives y away: it alone tells nearly all of it", note);
    }

    [Fact]
    public void The_parts_of_a_sum_and_the_factors_of_a_product_are_told()
    {
        var draw = new Random(1);
        double part = 0;
        Assert.StartsWith(
            "b + a is y: together they give it away", Assert.Single(Notes(y => (part = draw.Next(60), y - part))));
        Assert.StartsWith(
            "a × b is y: together they give it away",
            Assert.Single(Notes(y => (part = draw.Next(1, 90), y / part))));
    }

    [Fact]
    public void A_text_that_stands_for_a_class_is_told()
    {
        var draw = new Random(1);
        var json = Source
            .Replace("{ \"column\": \"y\" }", "{ \"column\": \"y\", \"classes\": { \"no\": 0, \"yes\": 1 } }")
            .Replace("\"column\": \"b\"", "\"column\": \"b\", \"kind\": \"categorical\"");
        string Row(int row) => draw.Next(2) == 0 ? $"{draw.Next(9)},open,no" : $"{draw.Next(9)},paid,yes";
        Assert.StartsWith("b gives y away", Assert.Single(SourceTexts.Stream(json, Rows(Row)).Counters.Notes));
    }

    [Fact]
    public void A_number_whose_threshold_is_the_class_is_told()
    {
        var draw = new Random(1);
        var json = Source.Replace("\"target\"", "\"task\": \"binaryClassification\", \"target\"");
        string Row(int row) => draw.Next(100) is var score ? $"{draw.Next(9)},{score},{(score > 60 ? 1 : 0)}" : "";
        Assert.StartsWith("b gives y away", Assert.Single(SourceTexts.Stream(json, Rows(Row)).Counters.Notes));
    }

    [Fact]
    public void What_goes_with_the_target_only_as_its_last_value_does_is_no_secret()
    {
        // A level that hardly moves: every column that follows it tells it, as its own last value does.
        var draw = new Random(1);
        var level = 0.0;
        Assert.Empty(Notes(_ => (draw.NextDouble(), level + draw.NextDouble()), () => level += draw.NextDouble()));
    }

    [Fact]
    public void Columns_of_noise_and_a_good_predictor_are_no_secret()
    {
        var draw = new Random(1);
        Assert.Empty(Notes(y => (draw.NextDouble(), y + 40 * draw.NextDouble())));
    }

    [Fact]
    public void The_parts_of_the_delivered_bicycle_rentals_are_told()
    {
        var path = SharedData.Require("bike/hour.csv");
        var json = File.ReadAllText(SharedData.SourceFile("bike-without-lags")).Replace(
            "\"features\": [",
            "\"features\": [ { \"name\": \"casual\", \"column\": \"casual\" }, "
            + "{ \"name\": \"registered\", \"column\": \"registered\" },");
        var (streams, problems) = StreamLoader.Load(SourceTexts.Parse(json), [path], new Period());
        Assert.Empty(problems);
        Assert.Contains(streams[0].Counters.Notes, note => note.StartsWith("registered"));
    }

    private const string Source = """
        {
          "time": { "column": "time" },
          "target": { "column": "y" },
          "outcomeDelay": "1h",
          "warmUpRows": 100,
          "features": [ { "name": "a", "column": "a" }, { "name": "b", "column": "b" } ]
        }
        """;

    private static ImmutableArray<string> Notes(
        Func<double, (double A, double B)> columns, Func<double>? target = null)
    {
        var draw = new Random(7);
        return SourceTexts.Stream(Source, Rows(_ =>
        {
            var y = target?.Invoke() ?? draw.Next(1, 100);
            var (a, b) = columns(y);
            return string.Create(CultureInfo.InvariantCulture, $"{a},{b},{y}");
        })).Counters.Notes;
    }

    private static string Rows(Func<int, string> row) => "time,a,b,y\n" + string.Concat(Enumerable.Range(0, Count)
        .Select(hour => $"{new DateTime(2024, 1, 1).AddHours(hour):yyyy-MM-dd HH:mm},{row(hour)}\n"));
}
