namespace RetrainGrains.Sources.Tests;

/// <summary>Rows that become coarser ones.</summary>
public sealed class AggregationTests
{
    private const float Missing = float.NaN;

    private const string Hourly = """
        {
          "time": { "column": "time" },
          "aggregate": { "step": "1h", "columns": { "y": "sum", "x": "WAY" } },
          "target": { "column": "y" },
          "horizon": "1h",
          "warmUpRows": 1,
          "features": [ { "name": "x", "column": "x" }, { "name": "y last", "last": true } ],
          "lastValue": "y last"
        }
        """;

    // An hour of three rows, one of three without any x, one of two.
    private const string TwentyMinutes = """
        time,x,y
        2020-01-01 00:00,4,1
        2020-01-01 00:20,NA,2
        2020-01-01 00:40,2,4
        2020-01-01 01:00,NA,NA
        2020-01-01 01:20,NA,10
        2020-01-01 01:40,NA,20
        2020-01-01 02:00,7,100
        2020-01-01 02:40,9,200
        """;

    [Theory]
    [InlineData("sum", 6, Missing, 16)]
    [InlineData("mean", 3, Missing, 8)]
    [InlineData("min", 2, Missing, 7)]
    [InlineData("max", 4, Missing, 9)]
    [InlineData("first", 4, Missing, 7)]
    [InlineData("last", 2, Missing, 9)]
    [InlineData("count", 2, 0, 2)]
    public void The_values_of_an_hour_become_one_and_a_missing_one_is_never_a_number(
        string way, float first, float second, float third)
    {
        var stream = SourceTexts.Stream(Hourly.Replace("WAY", way), TwentyMinutes);
        Assert.Equal([first, second, third], stream.Rows.Select(row => row.Features[0]));
    }

    [Fact]
    public void A_row_is_stamped_by_the_end_of_its_hour_when_all_of_it_is_known()
    {
        var stream = SourceTexts.Stream(Hourly.Replace("WAY", "sum"), TwentyMinutes);
        Assert.Equal(
            ["2020-01-01T01:00Z", "2020-01-01T02:00Z", "2020-01-01T03:00Z"], stream.Rows.Select(row => row.Id));
        Assert.Equal([30, 300, double.NaN], stream.Rows.Select(row => row.Outcome));
        Assert.Equal([7, 30, 300], stream.Rows.Select(row => row.Features[1]));
        Assert.Contains(
            "8 rows became 3, each of 1h; 1 have fewer than 3 rows, the usual number (\"minimumRows\" makes those with "
            + "too few missing)", stream.Counters.Notes);
    }

    [Fact]
    public void A_row_that_is_stamped_by_the_start_learns_its_target_at_the_end()
    {
        var json = Hourly.Replace("WAY", "mean").Replace("\"step\": \"1h\",", "\"step\": \"1h\", \"stamp\": \"start\",")
            .Replace("\"horizon\": \"1h\"", "\"outcomeDelay\": \"1h\"");
        Assert.Equal("2020-01-01T00:00Z", SourceTexts.Stream(json, TwentyMinutes).Rows[0].Id);
        var tooEarly = json.Replace("\"outcomeDelay\": \"1h\"", "\"outcomeDelay\": \"20m\"");
        Assert.Contains(
            "must be at least 01:00:00: a row that is stamped by its period's start",
            Assert.Single(SourceTexts.ProblemsOf(tooEarly)));
    }

    [Fact]
    public void An_hour_with_too_few_rows_is_missing_where_the_source_file_says_so()
    {
        var json = Hourly.Replace("WAY", "sum").Replace("\"columns\"", "\"minimumRows\": 3, \"columns\"");
        var stream = SourceTexts.Stream(json, TwentyMinutes);
        Assert.Equal([6, Missing, Missing], stream.Rows.Select(row => row.Features[0]));
        Assert.Equal([30, double.NaN, double.NaN], stream.Rows.Select(row => row.Outcome));
    }

    [Fact]
    public void A_column_may_become_several()
    {
        var json = Hourly.Replace("\"x\": \"WAY\"", """
            "low": { "column": "x", "by": "min" }, "high": { "column": "x", "by": "max" }
            """).Replace(
            """{ "name": "x", "column": "x" }""",
            """{ "name": "low", "column": "low" }, { "name": "high", "column": "high" }""");
        var row = SourceTexts.Stream(json, TwentyMinutes).Rows[0];
        Assert.Equal([2, 4], row.Features[..2]);
    }

    [Fact]
    public void Texts_are_counted_or_taken_from_the_first_or_the_last_row()
    {
        var json = Hourly.Replace("\"x\": \"WAY\"", """
            "orders": { "column": "order", "by": "count" }, "kind": "last"
            """).Replace(
            """{ "name": "x", "column": "x" }""", """
            { "name": "orders", "column": "orders" },
            { "name": "kind", "column": "kind", "kind": "categorical", "categories": ["a", "b"] }
            """);
        var stream = SourceTexts.Stream(json, """
            time,order,kind,y
            2020-01-01 00:00,no. 1,a,1
            2020-01-01 00:20,,b,1
            2020-01-01 00:40,no. 2,,1
            2020-01-01 01:00,no. 3,,1
            2020-01-01 01:10,no. 4,,1
            2020-01-01 02:00,no. 5,a,1
            """);
        Assert.Equal([2, 2, 1], stream.Rows.Select(row => row.Features[0]));
        Assert.Equal([1, Missing, 0], stream.Rows.Select(row => row.Features[1]));
    }

    [Fact]
    public void Rows_of_one_time_are_rows_of_their_own_and_a_key_makes_a_row_each()
    {
        var json = Hourly.Replace("WAY", "sum").Replace("\"target\"", "\"key\": [\"shop\"], \"target\"");
        var stream = SourceTexts.Stream(json, """
            time,shop,x,y
            2020-01-01 00:00,n,1,10
            2020-01-01 00:00,n,2,20
            2020-01-01 00:30,s,4,40
            2020-01-01 01:00,n,8,80
            """);
        Assert.Equal(
            ["2020-01-01T01:00Z/n", "2020-01-01T01:00Z/s", "2020-01-01T02:00Z/n"], stream.Rows.Select(row => row.Id));
        Assert.Equal([3, 4, 8], stream.Rows.Select(row => row.Features[0]));
        Assert.Equal(0, stream.Counters.Duplicates);
        Assert.Contains(
            "1 rows have the time of an earlier one: they count as rows of their own", stream.Counters.Notes);
    }

    [Fact]
    public void Days_are_those_of_the_local_clock_also_where_it_is_moved()
    {
        var json = Hourly.Replace("WAY", "count").Replace("\"step\": \"1h\"", "\"step\": \"1d\"")
            .Replace("\"horizon\": \"1h\"", "\"horizon\": \"1d\"")
            .Replace("\"column\": \"time\"", "\"column\": \"time\", \"timeZone\": \"Europe/Berlin\"");
        // 27 October 2024 has 25 hours there, and begins at 22:00 UTC of the day before.
        var rows = Enumerable.Range(0, 24 + 25 + 24).Select(hour =>
            $"{new DateTime(2024, 10, 25, 22, 0, 0).AddHours(hour):yyyy-MM-dd'T'HH:mm'Z'},1,1\n");
        var stream = SourceTexts.Stream(json, "time,x,y\n" + string.Concat(rows));
        Assert.Equal([24, 25, 24], stream.Rows.Select(row => row.Features[0]));
        Assert.Equal(
            ["2024-10-26T22:00Z", "2024-10-27T23:00Z", "2024-10-28T23:00Z"], stream.Rows.Select(row => row.Id));
    }

    [Fact]
    public void A_column_that_does_not_say_how_and_one_that_nobody_uses_are_refused()
    {
        var problems = SourceTexts.ProblemsOf(
            Hourly.Replace("\"x\": \"WAY\"", "\"z\": \"sum\"").Replace("\"target\"", "\"step\": \"2h\", \"target\""));
        Assert.Equal(3, problems.Length);
        Assert.Contains(problems, text => text.StartsWith("source.aggregate.columns: 'x' must be there: it is used"));
        Assert.Contains(problems, text => text.StartsWith("source.aggregate.columns: 'z' must be the target, or used"));
        Assert.Contains(problems, text => text.StartsWith("source.step: '02:00:00' must be left out"));
    }

    [Fact]
    public void Classes_have_no_sum_and_texts_no_mean()
    {
        var problems = SourceTexts.ProblemsOf(Hourly.Replace("WAY", "mean")
            .Replace("""{ "column": "y" }""", """{ "column": "y", "classes": { "DOWN": 0, "UP": 1 } }""")
            .Replace("\"column\": \"x\" }", "\"column\": \"x\", \"kind\": \"categorical\" }"));
        Assert.Equal(2, problems.Length);
        Assert.Contains(problems, text => text.Contains("columns.y: 'Sum' must be first, last, min or max"));
        Assert.Contains(problems, text => text.Contains("columns.x: 'Mean' must be first or last"));
    }
}
