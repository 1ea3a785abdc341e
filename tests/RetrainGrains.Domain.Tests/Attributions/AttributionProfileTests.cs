namespace RetrainGrains.Domain.Tests.Attributions;

public sealed class AttributionProfileTests
{
    [Fact]
    public void It_holds_the_means_of_each_day_as_shares_of_what_all_features_contribute()
    {
        // Two days of 3 and 1, then the one that has just begun.
        var profile = AttributionProfile.Of(
            [.. Day(0, 24, 3, -1), .. Day(1, 24, 1, 3), .. Day(2, 24, 900, 900)], AttributedRows.Explain);

        Assert.Equal(4, profile.Total);
        Assert.Equal([0.75, 0.25], profile.Strengths(0));
        Assert.Equal([0.25, 0.75], profile.Strengths(1));
        Assert.Equal([-0.25, 0.75], profile.Directions(1));
        Assert.Equal((2, 24), (profile.Days, profile.RowsPerDay));
        Assert.Equal("f1", profile.NameOf(1, Given.Schema()));
    }

    [Fact]
    public void At_most_five_hundred_rows_of_the_latest_four_weeks_are_explained()
    {
        var explained = new List<float>();
        var rows = Enumerable.Range(0, 60).SelectMany(day => Day(day, 100, day, 1)).ToArray();

        var profile = AttributionProfile.Of(rows, (features, attributions) =>
        {
            explained.Add(features[0]);
            AttributedRows.Explain(features, attributions);
        });

        Assert.Equal(AttributionProfile.RowsMax, explained.Count);
        Assert.Equal((31, 58), (explained.Min(), explained.Max()));
        Assert.Equal((28, 100), (profile.Days, profile.RowsPerDay));
    }

    [Fact]
    public void A_day_of_few_hours_is_left_out() => Assert.Equal(
        2,
        AttributionProfile.Of(
            [.. Day(0, 24, 1, 1), .. Day(1, 5, 1, 1), .. Day(2, 24, 1, 1), .. Day(3, 1, 1, 1)], AttributedRows.Explain)
                .Days);

    [Fact]
    public void Of_many_features_those_that_contribute_most_are_told_apart_and_the_rest_together()
    {
        float[] features = [.. Enumerable.Range(0, 100).Select(feature => feature < 36 ? 1f : -3f)];
        var rows = Enumerable.Range(0, 48).Select(hour =>
            new ExplainableRow(hour, Given.Start.AddHours(hour), features)).ToArray();

        var profile = AttributionProfile.Of(rows, AttributedRows.Explain);

        Assert.Equal(Enumerable.Range(36, 64), profile.Tracked);
        Assert.Equal(65, profile.Places);
        Assert.Equal("other features", profile.NameOf(64, Given.Schema(100)));
        Assert.Equal(36.0 / (36 + 3 * 64), profile.Strengths(64)[0], 3);
        Assert.Equal(-3.0 / (36 + 3 * 64), profile.Directions(0)[0], 3);
    }

    [Fact]
    public void Where_nothing_contributes_it_says_so()
    {
        Assert.Equal(
            "no feature contributes to it", AttributionProfile.Of(Day(0, 5, 0, 0), AttributedRows.Explain).Missing);
        Assert.Equal(
            "an attribution is no finite number",
            AttributionProfile.Of(Day(0, 5, float.NaN, 0), AttributedRows.Explain).Missing);
        Assert.Equal("it was trained on no rows", AttributionProfile.Of([], AttributedRows.Explain).Missing);
    }

    [Fact]
    public void It_is_read_from_a_state_as_it_was_written()
    {
        var profile = new AttributedRows(1).Profile();

        var json = DomainJson.Write(profile);
        var read = DomainJson.Read<AttributionProfile>(json);

        Assert.Equal(json, DomainJson.Write(read));
        Assert.Equal(profile.Directions(2), read.Directions(2));
        Assert.InRange(json.Length, 100, 1_000);
    }

    private static ExplainableRow[] Day(int day, int rows, params float[] features) =>
    [
        .. Enumerable.Range(0, rows).Select(row => new ExplainableRow(
            day * 1_000 + row, Given.Start.AddDays(day).AddMinutes(row * 10), features)),
    ];
}
