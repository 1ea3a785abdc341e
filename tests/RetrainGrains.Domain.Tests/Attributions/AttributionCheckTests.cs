namespace RetrainGrains.Domain.Tests.Attributions;

public sealed class AttributionCheckTests
{
    private static readonly ModelPolicy Policy = AttributedRows.Policy();
    private static readonly AttributionProfile Profile = new AttributedRows(1).Profile();

    [Fact]
    public void A_feature_that_contributes_more_is_named_with_its_shares_and_its_chance()
    {
        var report = AttributedRows.Check(
            AttributedRows.Serving(Policy, Profile), new AttributedRows(2).Days(0, 7, row => row[1] *= 3));

        var moved = Assert.Single(report.Features, feature => feature.Moved);
        Assert.Equal(("f1", AttributionMeasure.Strength), (moved.Feature, moved.Measure));
        Assert.InRange(moved.ShareThen, 0.30, 0.37);
        Assert.InRange(moved.ShareNow, 0.55, 0.65);
        Assert.InRange(moved.Change, 0.5, 0.8);
        Assert.InRange(moved.PValue, 0, 0.001 / 3);
        Assert.Equal((7, 7 * 24, 28, 0.001), (report.Days, report.Rows, report.ReferenceDays, report.Level));
        Assert.StartsWith("attributions have moved: f1 from 3", report.Describe(), StringComparison.Ordinal);
        Assert.EndsWith("(7 days with 28 of training; false-alarm rate 0.001 a check)", report.Describe());
    }

    [Fact]
    public void A_feature_that_matters_as_much_as_before_but_in_one_direction_has_moved_too()
    {
        var report = AttributedRows.Check(
            AttributedRows.Serving(Policy, Profile),
            new AttributedRows(2).Days(0, 7, row => row[1] = -Math.Abs(row[1])));

        var moved = Assert.Single(report.Features, feature => feature.Moved);
        Assert.Equal(("f1", AttributionMeasure.Direction), (moved.Feature, moved.Measure));
        Assert.InRange(moved.Change, -0.4, -0.25);
        Assert.InRange(Math.Abs(moved.ShareNow - moved.ShareThen), 0, 0.05);
        Assert.Matches(@"^f1 adds 3[\d.]* % of all attributions less on average", moved.Describe());
    }

    [Fact]
    public void What_has_changed_for_certain_but_little_is_no_change_of_reasons()
    {
        var rows = new AttributedRows(2).Days(0, 7, row => row[1] *= 3);
        var state = AttributedRows.Serving(AttributedRows.Policy(new() { MinimumEffect = 0.9 }), Profile);

        var report = AttributedRows.Check(state, rows);

        Assert.False(report.Any);
        Assert.StartsWith("attributions are as they were, most changed f1 from 3", report.Describe());
    }

    [Fact]
    public void The_day_of_the_check_and_days_that_wait_for_outcomes_are_not_judged()
    {
        var state = AttributedRows.Serving(
            Policy with { Performance = new() { Maturity = TimeSpan.FromDays(2) } }, Profile);
        var held = AttributedRows.Absorb(state, new AttributedRows(2).Days(0, 9));

        Assert.Equal(7, At(9).Days);
        Assert.Equal(3, At(5.5).Days);
        Assert.Equal(0, At(2.5).Days);
        Assert.Empty(At(2.5).Features);
        Assert.StartsWith("attributions are not known yet: 0 rows", At(2.5).Describe(), StringComparison.Ordinal);

        AttributionReport At(double days) =>
            AttributedRows.Evaluate(state, held, AttributedRows.Promoted.AddDays(days))!;
    }

    [Fact]
    public void A_version_without_known_reasons_says_why()
    {
        AttributionReport Check(AttributionProfile? profile) =>
            AttributedRows.Evaluate(AttributedRows.Serving(Policy, profile), null, Given.Start)!;

        Assert.Equal("no covers", Check(AttributionProfile.None("no covers")).Missing);
        Assert.StartsWith("it was trained before the policy asked", Check(null).Missing, StringComparison.Ordinal);
        var imported = AttributedRows.Serving(Policy, null);
        imported = imported with { Champion = imported.Champion! with { ImportedFrom = "xgboost" } };
        Assert.Equal(
            "attributions of 1.0.0 cannot be watched: it was imported, and the rows that it was trained on are not "
                + $"known here",
            AttributedRows.Evaluate(imported, null, Given.Start)!.Describe());
    }

    [Fact]
    public void Nothing_is_said_where_no_policy_asks_or_nothing_serves()
    {
        Assert.Null(AttributedRows.Evaluate(AttributedRows.Serving(new(), Profile), null, Given.Start));
        Assert.Null(AttributedRows.Evaluate(
            AttributedRows.Serving(Policy, Profile) with { Champion = null }, null, Given.Start));
    }
}
