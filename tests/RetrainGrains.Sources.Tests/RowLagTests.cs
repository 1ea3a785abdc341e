namespace RetrainGrains.Sources.Tests;

/// <summary>The features that look back, and the horizon, in rows: trading days have no weekends.</summary>
public sealed class RowLagTests
{
    private const float Missing = float.NaN;

    private const string Daily = """
        {
          "time": { "column": "day" },
          "step": "1d",
          "target": { "column": "y" },
          "outcomeDelay": "1d",
          "warmUpRows": 2,
          "features": [ FEATURE ]
        }
        """;

    // Thursday and Friday, then Monday and Tuesday.
    private const string Days = """
        day,x,y,sky
        2024-01-04,1,10,clear
        2024-01-05,2,20,rain
        2024-01-08,4,40,clear
        2024-01-09,8,80,snow
        """;

    [Theory]
    [InlineData("""{ "name": "f", "lag": { "column": "x", "rows": 1 } }""", new[] { Missing, 1, 2, 4 })]
    [InlineData("""{ "name": "f", "lag": { "column": "x", "steps": 1 } }""", new[] { Missing, 1, Missing, 4 })]
    [InlineData("""{ "name": "f", "lag": { "rows": 2 } }""", new[] { Missing, Missing, 10, 20 })]
    [InlineData("""{ "name": "f", "change": { "column": "x", "rows": 2 } }""", new[] { Missing, Missing, 3, 6 })]
    [InlineData("""{ "name": "f", "rolling": { "column": "x", "rows": 2 } }""", new[] { 1, 1.5f, 3, 6 })]
    [InlineData("""{"name": "f", "rolling": {"column": "x", "rows": 2, "lag": 1}}""", new[] { Missing, 1, 1.5f, 3 })]
    [InlineData("""{ "name": "f", "rolling": { "rows": 2 } }""", new[] { Missing, 10, 15, 30 })]
    public void Rows_are_counted_whatever_lies_between_them(string feature, float[] expected)
    {
        var stream = SourceTexts.Stream(Daily.Replace("FEATURE", feature), Days);
        Assert.Equal(expected, stream.Rows.Select(row => row.Features[0]));
    }

    [Fact]
    public void A_value_of_the_target_that_is_not_known_yet_is_missing()
    {
        var json = Daily.Replace("\"outcomeDelay\": \"1d\"", "\"outcomeDelay\": \"2d\"")
            .Replace("FEATURE", """{ "name": "f", "lag": { "rows": 1 } }""");
        Assert.Equal(
            [Missing, Missing, 20, Missing], SourceTexts.Stream(json, Days).Rows.Select(row => row.Features[0]));
    }

    [Fact]
    public void The_row_itself_is_no_row_back_of_the_target() => Assert.Contains(
        "must look at least 1 steps",
        Assert.Single(SourceTexts.ProblemsOf(
            Daily.Replace("FEATURE", """{ "name": "f", "lag": { "rows": 0 } }"""))));

    [Fact]
    public void Steps_and_rows_together_are_refused_and_so_is_neither()
    {
        foreach (var many in new[] { "\"rows\": 1, \"steps\": 1", "\"column\": \"x\"" })
        {
            var json = Daily.Replace("FEATURE", $$"""{ "name": "f", "lag": { {{many}} } }""");
            Assert.Contains("must be given, or rows", Assert.Single(SourceTexts.ProblemsOf(json)));
        }
    }

    [Fact]
    public void A_text_has_lags_too()
    {
        var json = Daily.Replace("FEATURE", """
            { "name": "sky before", "lag": { "column": "sky", "rows": 1 }, "kind": "categorical",
              "categories": ["clear", "rain", "snow"] }
            """);
        var stream = SourceTexts.Stream(json, Days);
        Assert.Equal(["clear", "rain", "snow"], stream.Schema.Features[0].Categories);
        Assert.Equal([Missing, 0, 1, 0], stream.Rows.Select(row => row.Features[0]));
    }

    [Fact]
    public void The_categories_of_a_lag_are_those_of_the_warm_up_where_none_are_given()
    {
        var json = Daily.Replace(
            "FEATURE", """{ "name": "f", "lag": { "column": "sky", "steps": 1 }, "kind": "categorical" }""");
        Assert.Equal(["clear", "rain"], SourceTexts.Stream(json, Days).Schema.Features[0].Categories);
    }

    [Fact]
    public void A_lag_without_any_value_is_told_with_what_would_help()
    {
        var json = Daily.Replace(
            "FEATURE", """{ "name": "f", "lag": { "column": "x", "steps": 2 } }, { "name": "x", "column": "x" }""");
        Assert.Contains(
            "f has no value in any row; \"rows\" in place of \"steps\" counts rows, whatever their times",
            SourceTexts.Stream(json, Days).Counters.Notes);
    }

    [Fact]
    public void A_horizon_in_rows_asks_for_the_next_trading_day_and_learns_it_then()
    {
        var json = Daily.Replace("\"outcomeDelay\": \"1d\"", "\"horizonRows\": 1")
            .Replace("FEATURE", """{ "name": "y", "column": "y" }""");
        var rows = SourceTexts.Stream(json, Days).Rows;
        Assert.Equal([20, 40, 80, double.NaN], rows.Select(row => row.Outcome));
        Assert.Equal(rows.Skip(1).Select(row => row.At), rows.Take(3).Select(row => row.KnownAt));
    }

    [Fact]
    public void A_return_over_a_horizon_in_rows_is_of_rows()
    {
        var json = Daily.Replace("\"outcomeDelay\": \"1d\"", "\"horizonRows\": 1")
            .Replace("{ \"column\": \"y\" }", "{ \"column\": \"y\", \"measure\": \"return\" }")
            .Replace("FEATURE", """{ "name": "r", "last": true }""");
        var rows = SourceTexts.Stream(json, Days).Rows;
        Assert.Equal([1, 1, 1, double.NaN], rows.Select(row => row.Outcome));
        Assert.Equal([Missing, 1, 1, 1], rows.Select(row => row.Features[0]));
    }

    [Fact]
    public void A_horizon_in_rows_has_no_calendar_and_no_span_beside_it()
    {
        var problems = SourceTexts.ProblemsOf(
            Daily.Replace("\"outcomeDelay\": \"1d\"", "\"horizonRows\": 1, \"horizon\": \"1d\"")
                .Replace("FEATURE", """{ "name": "f", "calendar": "dayOfWeek", "of": "target" }"""));
        Assert.Contains(problems, text => text.Contains("must be given without horizon"));
        Assert.Contains(problems, text => text.Contains("needs a horizon"));
    }
}
