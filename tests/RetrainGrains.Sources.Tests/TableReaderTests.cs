namespace RetrainGrains.Sources.Tests;

public sealed class TableReaderTests
{
    [Fact]
    public void Text_in_a_number_is_reported_by_file_line_column_and_value() => Refused(
        "time,x,y\n2020-01-01,1,1\n2020-01-02,warm,1\n2020-01-03,1,n/a\n",
        "station.csv, line 3, column x: 'warm' must be a number",
        "station.csv, line 4, column y: 'n/a' must be a number");

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e39")]
    [InlineData("1,5")]
    public void A_number_that_is_no_measurement_is_refused(string text) => Refused(
        $"time,x,y\n2020-01-01,1,1\n2020-01-02,\"{text}\",1\n",
        $"station.csv, line 3, column x: '{text}' must be a number");

    [Fact]
    public void Numbers_have_a_comma_where_the_source_file_says_so_and_then_no_point()
    {
        var json = SourceTexts.Hourly.Replace("\"step\"", "\"decimal\": \",\", \"step\"");
        var stream = SourceTexts.Stream(json, "time,x,y\n2020-01-01,\"1,5\",1\n2020-01-02,-2,1\n2020-01-03,3,\n");
        Assert.Equal([1.5f, -2, 3], stream.Rows.Select(row => row.Features[0]));
        var (_, problems) = SourceTexts.Load(json, "time,x,y\n2020-01-01,1.5,1\n2020-01-02,2,1\n");
        Assert.Contains("column x: '1.5' must be a number", Assert.Single(problems));
        Assert.Contains(
            "source.decimal: ';' must be \".\" or \",\"",
            Assert.Single(SourceTexts.ProblemsOf(json.Replace("\"decimal\": \",\"", "\"decimal\": \";\""))));
    }

    [Fact]
    public void Text_in_a_number_counts_as_missing_where_the_source_file_says_so()
    {
        var json = SourceTexts.Hourly.Replace("\"step\"", "\"badValues\": \"missing\", \"step\"");
        var stream = SourceTexts.Stream(json, "time,x,y\n2020-01-01,1,1\n2020-01-02,warm,1\n2020-01-03,NA,\n");
        Assert.Equal(1, stream.Counters.BadValues);
        Assert.Equal(2, stream.Counters.MissingValues);
        Assert.Equal([1, float.NaN, float.NaN], stream.Rows.Select(row => row.Features[0]));
    }

    [Fact]
    public void Every_missing_column_is_named_with_those_that_exist() => Refused(
        "when,z,y\n2020-01-01,1,1\n",
        "station.csv: 'time' must be a column; there are when, z, y", "station.csv: 'x' must be a column");

    [Fact]
    public void An_empty_file_is_refused() => Refused("", "station.csv: '' is empty");

    [Fact]
    public void A_file_without_rows_is_refused() => Refused("time,x,y\n", "station.csv: '0 rows' must have rows");

    [Fact]
    public void A_line_with_too_many_cells_is_refused_and_one_with_too_few_is_filled_and_counted()
    {
        Refused("time,x,y\n2020-01-01,1,1,1\n", "station.csv, line 2: '4' must have 3 cells");

        var stream = SourceTexts.Stream(
            SourceTexts.Hourly, "time,x,y\n2020-01-01,1,1\n2020-01-01T01:00,2\n2020-01-01T02:00,3,3\n");

        Assert.Equal(1, stream.Counters.FilledLines);
        Assert.Equal([1, double.NaN, 3, double.NaN], stream.Rows.Select(row => row.Outcome).Prepend(1));
    }

    [Fact]
    public void A_file_that_ends_in_the_middle_of_a_line_is_told_apart_from_one_with_a_short_line() => Refused(
        "time,x,y\n2020-01-01,1,1\n2020-01-02,1", "station.csv, line 3: '2' must have 3 cells: the file is cut off");

    [Fact]
    public void Lines_of_other_lengths_are_left_out_where_the_source_file_says_so()
    {
        var json = SourceTexts.Hourly.Replace("\"step\"", "\"raggedLines\": \"skip\", \"step\"");

        var stream = SourceTexts.Stream(json, "time,x,y\n2020-01-01,1,1\n2020-01-02\n2020-01-03,1,1,7\n2020-01-04,1,1\n"
            + "2020-01-05,1,1\n");

        Assert.Equal((3, 2), (stream.Rows.Length, stream.Counters.SkippedLines));
    }

    [Fact]
    public void A_quote_that_never_closes_is_refused() => Refused(
        "time,x,y\n2020-01-01,\"1,1\n2020-01-02,1,1\n", "station.csv, line 2: '' is no delimited text");

    [Theory]
    [InlineData("2020-13-01")]
    [InlineData("yesterday")]
    [InlineData("")]
    public void A_row_without_a_readable_time_is_refused(string time) => Refused(
        $"time,x,y\n2020-01-01,1,1\n{time},1,1\n", $"station.csv, line 3, column time: '{time}' must be a time");

    [Fact]
    public void A_file_full_of_problems_is_not_printed_whole()
    {
        var rows = string.Concat(Enumerable.Range(0, 1_000).Select(row => $"2020-01-01,warm,{row}\n"));
        var (_, problems) = SourceTexts.Load(SourceTexts.Hourly, "time,x,y\n" + rows);
        Assert.StartsWith("station.csv, line 2, column x: 'warm' must be a number", Assert.Single(problems));
        Assert.EndsWith("; 999 more like this one, the last is line 1001", problems[0]);
    }

    [Fact]
    public void A_file_that_does_not_exist_is_refused_by_name()
    {
        var source = SourceTexts.Parse(SourceTexts.Hourly);
        var (_, problems) = StreamLoader.Load(source, ["nowhere/station.csv"], new Period());
        Assert.StartsWith("nowhere/station.csv: '' cannot be read", Assert.Single(problems).ToString());
    }

    [Fact]
    public void A_file_that_is_not_in_the_encoding_that_the_source_file_names_is_refused()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, [.. "time,x,y\n"u8, 0xC3, 0x28, (byte)'\n']);
            var json = SourceTexts.Hourly.Replace("\"step\"", "\"encoding\": \"utf-8\", \"step\"");
            var (_, problems) = StreamLoader.Load(SourceTexts.Parse(json), [path], new Period());
            Assert.Contains(
                "must be text in the encoding that the source file names", Assert.Single(problems).ToString());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void An_unknown_class_is_answered_with_the_known_ones()
    {
        var json = SourceTexts.Hourly.Replace(
            "{ \"column\": \"y\" }", "{ \"column\": \"y\", \"classes\": { \"DOWN\": 0, \"UP\": 1 } }");
        var (_, problems) = SourceTexts.Load(json, "time,x,y\n2020-01-01,1,UP\n2020-01-02,1,SIDEWAYS\n");
        Assert.StartsWith(
            "station.csv, line 3, column y: 'SIDEWAYS' must be a class: DOWN or UP", Assert.Single(problems));
    }

    [Fact]
    public void Texts_that_have_an_order_are_read_as_its_numbers_and_others_are_refused()
    {
        var json = SourceTexts.Hourly.Replace("\"step\"", """
            "orders": { "x": ["low", "mid", "high"] }, "step"
            """);

        var stream = SourceTexts.Stream(json, "time,x,y\n2020-01-01,mid,1\n2020-01-02,low,1\n2020-01-03,high,\n");
        var (_, problems) = SourceTexts.Load(json, "time,x,y\n2020-01-01,mid,1\n2020-01-02,top,1\n");

        Assert.Equal([1, 0, 2], stream.Rows.Select(row => row.Features[0]));
        Assert.Contains("column x: 'top' must be one of its order: low, mid, high", Assert.Single(problems));
    }

    private static void Refused(string csv, params string[] beginnings)
    {
        var (stream, problems) = SourceTexts.Load(SourceTexts.Hourly, csv);
        Assert.Null(stream);
        Assert.Equal(beginnings.Length, problems.Length);
        foreach (var (beginning, problem) in beginnings.Zip(problems)) Assert.StartsWith(beginning, problem);
    }
}
