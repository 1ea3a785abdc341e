namespace RetrainGrains.Sources.Tests;

/// <summary>Times as files write them: by name of a zone, by an offset, or counted since 1970.</summary>
public sealed class RowTimeParserTests
{
    private static string InBerlin { get; } = SourceTexts.Hourly.Replace(
        "{ \"column\": \"time\" }", """{ "column": "time", "timeZone": "Europe/Berlin" }""");

    [Theory]
    [InlineData("2024-03-01", "2024-03-01T00:00:00")]
    [InlineData("2024-03-01T14:30Z", "2024-03-01T14:30:00")]
    [InlineData("2024-03-01 14:30:05.250", "2024-03-01T14:30:05.25")]
    [InlineData("2024-03-01T14:30:05.123456789+02:00", "2024-03-01T12:30:05.1234567")]
    [InlineData("2024-03-01T14:30-0530", "2024-03-01T20:00:00")]
    [InlineData("2024-03-01T14+01", "2024-03-01T13:00:00")]
    [InlineData("20240301T143005Z", "2024-03-01T14:30:05")]
    [InlineData("20240301", "2024-03-01T00:00:00")]
    [InlineData("2024-03-01T24:00", "2024-03-02T00:00:00")]
    [InlineData("1709303400", "2024-03-01T14:30:00")]
    [InlineData("1709303400.5", "2024-03-01T14:30:00.5")]
    [InlineData("1709303400000", "2024-03-01T14:30:00")]
    [InlineData("1709303400000000", "2024-03-01T14:30:00")]
    [InlineData("1709303400000000000", "2024-03-01T14:30:00")]
    public void Iso_8601_and_counts_since_1970_are_read_without_being_told(string text, string utc) =>
        Assert.Equal(utc, Read("""{ "column": "time" }""", text));

    [Theory]
    [InlineData("2024-02-30")]
    [InlineData("2024-03-01T25:00")]
    [InlineData("2024-03-01T14:30+15:00")]
    [InlineData("14:30")]
    [InlineData("1709")]
    [InlineData("NaN")]
    [InlineData("")]
    public void What_is_no_time_is_refused(string text) =>
        Assert.Null(Read("""{ "column": "time" }""", text));

    [Fact]
    public void Local_times_of_a_named_zone_follow_its_summer()
    {
        const string Berlin = """{ "column": "time", "timeZone": "Europe/Berlin" }""";
        Assert.Equal("2024-01-15T11:00:00", Read(Berlin, "2024-01-15 12:00"));
        Assert.Equal("2024-07-15T10:00:00", Read(Berlin, "2024-07-15 12:00"));
        Assert.Equal("2024-07-15T12:00:00", Read(Berlin, "2024-07-15 12:00Z"));
    }

    [Fact]
    public void The_hour_that_autumn_repeats_is_two_hours_and_none_is_a_duplicate()
    {
        var stream = SourceTexts.Stream(
            InBerlin,
            "time,x,y\n2026-10-25 00:00,0,0\n2026-10-25 01:00,1,1\n2026-10-25 02:00,2,2\n2026-10-25 02:00,3,3\n"
            + "2026-10-25 03:00,4,4\n");

        Assert.Equal(
            ["2026-10-24T22:00Z", "2026-10-24T23:00Z", "2026-10-25T00:00Z", "2026-10-25T01:00Z", "2026-10-25T02:00Z"],
            stream.Rows.Select(row => row.Id));
        Assert.Equal((0, 0, 2), (stream.Counters.Duplicates, (int)stream.Counters.Gaps, stream.Counters.RepeatedHours));
    }

    [Fact]
    public void The_hour_that_spring_skips_is_read_as_long_after_midnight_as_it_says_and_counted()
    {
        var stream = SourceTexts.Stream(
            InBerlin,
            "time,x,y\n2026-03-29 00:30,0,0\n2026-03-29 01:30,1,1\n2026-03-29 02:30,2,2\n2026-03-29 04:30,3,3\n");

        Assert.Equal("2026-03-29T01:30Z", stream.Rows[2].Id);
        Assert.Equal(1, stream.Counters.SkippedHours);
    }

    [Theory]
    [InlineData("\"timeZone\": \"Europe/Nowhere\"", "source.time.timeZone: 'Europe/Nowhere' must be a name")]
    [InlineData("\"timeZone\": \"Europe/Berlin\", \"offset\": \"+01:00\"", "must be given without offset")]
    public void A_zone_that_cannot_be_is_refused(string setting, string problem) => Assert.Contains(
        problem, Assert.Single(SourceTexts.ProblemsOf(
            SourceTexts.Hourly.Replace("\"column\": \"time\"", $"\"column\": \"time\", {setting}"))));

    private static string? Read(string time, string text)
    {
        var source = SourceTexts.Parse(SourceTexts.Hourly.Replace("{ \"column\": \"time\" }", time));
        var parser = new RowTimeParser(source.Time, new Dictionary<string, int> { ["time"] = 0 });
        return parser.TryParse(_ => text, 0, null, out var ticks, out _)
            ? $"{new DateTime(ticks):yyyy-MM-dd'T'HH:mm:ss.FFFFFFF}" : null;
    }
}
