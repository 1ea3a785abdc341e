using RetrainGrains.Learning.Data;

namespace RetrainGrains.Sources.Tests;

public sealed class StreamBuilderTests
{
    private const float Missing = float.NaN;

    [Fact]
    public void A_row_asks_for_the_target_one_horizon_later_and_learns_it_after_the_delay()
    {
        var json = SourceTexts.Hourly.Replace("\"step\"", "\"outcomeDelay\": \"30m\", \"step\"");
        var row = SourceTexts.Stream(json, Hours("1,10", "2,20", "3,30")).Rows[0];
        Assert.Equal("2020-01-01T00:00Z", row.Id);
        Assert.Equal(20, row.Outcome);
        Assert.Equal(row.At.AddMinutes(90), row.KnownAt);
    }

    [Fact]
    public void Lags_count_steps_of_time_so_that_a_gap_is_missing_and_not_an_older_value()
    {
        var json = WithFeature("""{ "name": "lag", "lag": { "column": "x", "steps": 1 } }""");
        var stream = SourceTexts.Stream(json, Hours("1,1", "2,1", null, "4,1", "5,1"));
        Assert.Equal([Missing, 1, Missing, 4], First(stream));
        Assert.Equal(1, stream.Counters.Gaps);
        Assert.Equal([1, double.NaN, 1, double.NaN], stream.Rows.Select(row => row.Outcome));
        Assert.Equal(2, stream.Counters.WithoutTarget);
    }

    [Theory]
    [InlineData("mean", new[] { 2f, 3f, 5f, 7f })]
    [InlineData("min", new[] { 2f, 2f, 4f, 6f })]
    [InlineData("max", new[] { 2f, 4f, 6f, 8f })]
    [InlineData("std", new[] { 0f, 1f, 1f, 1f })]
    public void Rolling_statistics_cover_the_last_steps_and_this_one(string statistic, float[] expected)
    {
        var json = WithFeature(
            $$"""{ "name": "r", "rolling": { "column": "x", "steps": 2, "statistic": "{{statistic}}" } }""");
        Assert.Equal(expected, First(SourceTexts.Stream(json, Hours("2,1", "4,1", "6,1", "8,1"))));
    }

    [Fact]
    public void Rolling_statistics_pass_over_missing_values_and_gaps()
    {
        var json = WithFeature("""{ "name": "r", "rolling": { "column": "x", "steps": 2 } }""");
        Assert.Equal([2, 2, Missing, 8], First(SourceTexts.Stream(json, Hours("2,1", "NA,1", "NA,1", null, "8,1"))));
    }

    [Fact]
    public void A_small_deviation_of_a_large_value_is_not_lost()
    {
        var json = WithFeature("""{ "name": "r", "rolling": { "column": "x", "steps": 2, "statistic": "std" } }""");
        var stream = SourceTexts.Stream(json, Hours("1000000000,1", "1000000000.002,1", "1000000000,1"));
        Assert.Equal([0, 0.001, 0.001], First(stream).Select(value => Math.Round(value, 6)));
    }

    [Fact]
    public void A_change_relative_to_nothing_is_missing()
    {
        var json = WithFeature("""{ "name": "c", "change": { "column": "x", "steps": 1, "relative": true } }""");
        Assert.Equal([Missing, Missing, 1, -1], First(SourceTexts.Stream(json, Hours("0,1", "2,1", "4,1", "0,1"))));
    }

    [Fact]
    public void The_last_known_value_may_be_old_but_is_never_younger_than_the_delay()
    {
        var json = WithFeature("""{ "name": "last", "last": true }""")
            .Replace("\"step\"", "\"outcomeDelay\": \"1h\", \"step\"");
        var stream = SourceTexts.Stream(json, Hours("0,1", "0,NA", null, "0,4", "0,5"));
        Assert.Equal([Missing, 1, 1, 4], First(stream));
    }

    [Fact]
    public void The_earlier_of_two_rows_of_one_time_is_kept_and_rows_are_sorted_and_both_are_counted()
    {
        var stream = SourceTexts.Stream(SourceTexts.Hourly, """
            time,x,y
            2020-01-01 02:00,3,0
            2020-01-01 00:00,1,0
            2020-01-01 01:00,2,0
            2020-01-01 02:00,99,0
            """);
        Assert.Equal([1, 2, 3], First(stream));
        Assert.Equal((4, 2, 1), (stream.Counters.RowsRead, stream.Counters.OutOfOrder, stream.Counters.Duplicates));
    }

    [Fact]
    public void Categories_are_those_of_the_warm_up_and_one_that_comes_later_is_missing()
    {
        var json = WithFeature("""{ "name": "wind", "column": "x", "kind": "categorical" }""");
        var stream = SourceTexts.Stream(json, Hours("N,1", "E,1", "N,1", "S,1", "NA,1"));
        Assert.Equal(["E", "N"], stream.Schema.Features[0].Categories);
        Assert.Equal([1, 0, 1, Missing, Missing], First(stream));
    }

    [Fact]
    public void Categories_that_are_given_keep_their_order()
    {
        var json = WithFeature(
            """{ "name": "wind", "column": "x", "kind": "categorical", "categories": ["S", "N"] }""");
        Assert.Equal([1, 0, Missing], First(SourceTexts.Stream(json, Hours("N,1", "S,1", "E,1"))));
    }

    [Fact]
    public void Classes_become_zero_and_one_and_the_last_class_is_known_one_step_later()
    {
        var stream = SourceTexts.Stream("""
            {
              "time": { "start": "1996-05-07T00:00Z", "step": "30m" },
              "target": { "column": "class", "classes": { "DOWN": 0, "UP": 1 } },
              "outcomeDelay": "30m", "warmUpRows": 1,
              "features": [ { "name": "last", "last": true } ], "lastValue": "last"
            }
            """, "class\nUP\nDOWN\nUP\n");
        Assert.Equal(PredictionTask.BinaryClassification, stream.Schema.Task);
        Assert.Equal([1, 0, 1], stream.Rows.Select(row => row.Outcome));
        Assert.Equal([Missing, 1, 0], First(stream));
        Assert.Equal("1996-05-07T01:00Z", stream.Rows[2].Id);
    }

    [Fact]
    public void A_list_of_classes_makes_each_text_its_place_in_the_list()
    {
        var stream = SourceTexts.Stream("""
            {
              "time": { "start": "1996-05-07T00:00Z", "step": "30m" },
              "target": { "column": "sky", "classes": ["clear", "rain", "snow"] },
              "outcomeDelay": "30m", "warmUpRows": 1,
              "features": [ { "name": "last", "last": true } ], "lastValue": "last"
            }
            """, "sky\nsnow\nclear\nrain\n");
        Assert.Equal(PredictionTask.MulticlassClassification, stream.Schema.Task);
        Assert.Equal(["clear", "rain", "snow"], stream.Schema.Classes!.Value.AsEnumerable());
        Assert.Equal([2, 0, 1], stream.Rows.Select(row => row.Outcome));
        Assert.Equal([Missing, 2, 0], First(stream));
    }

    [Theory]
    [InlineData("return", new[] { 0.5, -0.5, double.NaN })]
    [InlineData("direction", new[] { 1, 0, double.NaN })]
    public void A_return_and_a_direction_are_of_the_value_over_the_horizon(string measure, double[] expected)
    {
        var json = SourceTexts.Hourly.Replace(
            "{ \"column\": \"y\" }", $$"""{ "column": "y", "measure": "{{measure}}" }""");
        var stream = SourceTexts.Stream(json, Hours("1,100", "1,150", "1,75"));
        Assert.Equal(expected, stream.Rows.Select(row => row.Outcome));
        Assert.Equal([Missing, (float)expected[0], (float)expected[1]], stream.Rows.Select(row => row.Features[1]));
    }

    [Theory]
    [InlineData("hour", 23)]
    [InlineData("dayOfWeek", 5)]
    [InlineData("hourOfWeek", 143)]
    [InlineData("month", 2)]
    [InlineData("dayOfYear", 60)]
    [InlineData("weekend", 1)]
    [InlineData("minuteOfDay", 1_380)]
    public void The_calendar_is_the_local_one(string part, float expected)
    {
        // 29 February 2020 is a Saturday; its last hour begins at 15:00 UTC.
        var json = WithFeature($$"""{ "name": "c", "calendar": "{{part}}" }""")
            .Replace("\"column\": \"time\"", "\"column\": \"time\", \"offset\": \"+08:00\"");
        var stream = SourceTexts.Stream(
            json, "time,x,y\n2020-02-29 23:00,1,1\n2020-03-01 00:00,1,1\n2020-03-01 01:00,1,1\n");
        Assert.Equal("2020-02-29T15:00Z", stream.Rows[0].Id);
        Assert.Equal(expected, stream.Rows[0].Features[0]);
    }

    [Fact]
    public void The_calendar_of_the_target_is_that_of_the_time_which_is_predicted()
    {
        // Half past nine in the evening of a Saturday, 29 February 2020: three hours later it is a Sunday in March.
        var json = WithFeature("""
            { "name": "h", "calendar": "hour", "of": "target" }, { "name": "m", "calendar": "month", "of": "target" },
            { "name": "d", "calendar": "dayOfMonth", "of": "target" }, { "name": "own", "calendar": "dayOfMonth" }
            """).Replace("\"horizon\": \"1h\"", "\"horizon\": \"3h\"")
            .Replace("\"column\": \"time\"", "\"column\": \"time\", \"offset\": \"+08:00\"");
        var stream = SourceTexts.Stream(
            json, "time,x,y\n2020-02-29 21:30,1,1\n2020-02-29 22:30,1,1\n2020-02-29 23:30,1,1\n");
        Assert.Equal([0, 3, 1, 29], stream.Rows[0].Features[..4]);
    }

    [Fact]
    public void A_cyclic_part_of_the_calendar_is_a_point_on_the_circle()
    {
        var json = WithFeature("""{ "name": "c", "calendar": "hour", "cyclic": true }""");
        var stream = SourceTexts.Stream(
            json, "time,x,y\n2020-01-01 06:00,1,1\n2020-01-01 12:00,1,1\n2020-01-01 13:00,1,1\n");
        Assert.Equal(["c sin", "c cos"], stream.Schema.Features.Select(feature => feature.Name).Take(2));
        Assert.Equal(1, stream.Rows[0].Features[0], 6);
        Assert.Equal(-1, stream.Rows[1].Features[1], 6);
    }

    [Fact]
    public void A_date_and_an_hour_make_a_time()
    {
        var json = WithFeature("""{ "name": "x", "column": "x" }""")
            .Replace("\"column\": \"time\"", """ "column": "day", "formats": ["yyyyMMdd"], "hour": "hr" """);
        var stream = SourceTexts.Stream(json, "day,hr,x,y\n20110101,0,1,1\n20110101,23,1,1\n20110102,0,1,1\n");
        Assert.Equal(["2011-01-01T00:00Z", "2011-01-01T23:00Z", "2011-01-02T00:00Z"], Ids(stream));
    }

    [Fact]
    public void A_time_that_states_its_offset_keeps_it_and_a_shift_is_added()
    {
        var json = SourceTexts.Hourly.Replace(
            "\"column\": \"time\"", """ "column": "time", "offset": "+08:00", "shift": "1h" """);
        var stream = SourceTexts.Stream(json, """
            time,x,y
            2020-01-01 00:00:00+00:00,1,1
            2020-01-01T01:00:00Z,1,1
            2020-01-01 10:00,1,1
            """);
        Assert.Equal(["2020-01-01T01:00Z", "2020-01-01T02:00Z", "2020-01-01T03:00Z"], Ids(stream));
    }

    [Fact]
    public void From_and_to_are_in_the_streams_own_time_and_history_before_them_still_feeds_lags()
    {
        var source = SourceTexts.Parse(WithFeature("""{ "name": "lag", "lag": { "column": "x", "steps": 1 } }""")
            .Replace("\"column\": \"time\"", "\"column\": \"time\", \"offset\": \"+08:00\""));
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, Hours("1,1", "2,1", "3,1", "4,1", "5,1"));
            var period = new Period(new DateTime(2020, 1, 1, 1, 0, 0), new DateTime(2020, 1, 1, 4, 0, 0));
            var (streams, problems) = StreamLoader.Load(source, [path], period);
            Assert.Empty(problems);
            Assert.Equal([1, 2, 3], First(streams[0]));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_warm_up_that_leaves_nothing_to_serve_is_refused()
    {
        var (_, problems) = SourceTexts.Load(
            SourceTexts.Hourly.Replace("\"warmUpRows\": 2", "\"warmUp\": \"365d\""), Hours("1,1", "2,1", "3,1"));
        Assert.StartsWith(
            "station.csv: '3 of 3 rows' must leave rows before and after the warm-up", Assert.Single(problems));
    }

    [Fact]
    public void A_period_without_rows_is_refused_with_those_that_the_file_has()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, Hours("1,1", "2,1", "3,1"));
            var (_, problems) = StreamLoader.Load(
                SourceTexts.Parse(SourceTexts.Hourly), [path], new Period(From: new DateTime(2031, 1, 1)));
            Assert.Equal(
                $"{path}: '--from 2031-01-01 00:00' must leave rows: the file has 3 rows from 2020-01-01 00:00 to "
                + "2020-01-01 02:00", Assert.Single(problems).ToString());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_step_that_is_longer_than_the_rows_are_apart_is_refused_with_what_would_help()
    {
        var (_, problems) = SourceTexts.Load(
            SourceTexts.Hourly.Replace("\"step\": \"1h\"", "\"step\": \"1d\"").Replace("\"1h\"", "\"1d\""),
            Hours("1,1", "2,1", "3,1"));
        Assert.StartsWith(
            "source.step: '1d' must be at most 1h, the distance of most rows; to make rows of 1d of them, "
            + "\"aggregate\": {\"step\": \"1d\", \"columns\": {\"y\": \"sum\"}}", Assert.Single(problems));
    }

    [Fact]
    public void Two_files_that_would_be_one_model_are_refused()
    {
        var (_, problems) = StreamLoader.Load(
            SourceTexts.Parse(SourceTexts.Hourly), ["a/station.csv", "b/station.csv"], new Period());
        Assert.Contains("would all be model station", Assert.Single(problems).ToString());
    }

    [Fact]
    public void A_pattern_that_matches_nothing_is_refused()
    {
        var (_, problems) = StreamLoader.Load(SourceTexts.Parse(SourceTexts.Hourly), ["nowhere/*.csv"], new Period());
        Assert.Contains("matches no file", Assert.Single(problems).ToString());
    }

    private static string WithFeature(string feature) =>
        SourceTexts.Hourly.Replace("{ \"name\": \"x\", \"column\": \"x\" }", feature);

    private static string Hours(params string?[] cells) => "time,x,y\n" + string.Concat(
        cells.Select((row, hour) => row is null ? "" : $"2020-01-01 {hour:00}:00,{row}\n"));

    private static string[] Ids(ObservationStream stream) => [.. stream.Rows.Select(row => row.Id)];

    private static float[] First(ObservationStream stream) => [.. stream.Rows.Select(row => row.Features[0])];
}
