namespace RetrainGrains.Domain.Tests.Attributions;

public sealed class AttributionPolicyTests
{
    [Fact]
    public void Every_setting_out_of_range_is_reported_with_its_path()
    {
        var (_, problems) = PolicyReader.Read("""
            { "drift": { "attributions": {
                "window": "36h", "rowsPerDay": 0, "significance": 0, "minimumEffect": 2, "minimumRows": 0 } } }
            """, new());

        Assert.Equal(
            [
                "policy.drift.attributions.minimumEffect", "policy.drift.attributions.minimumRows",
                "policy.drift.attributions.rowsPerDay", "policy.drift.attributions.significance",
                "policy.drift.attributions.window", "policy.drift.attributions.window",
            ],
            problems.Select(problem => problem.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void More_rows_than_the_days_can_have_would_never_be_reached_and_are_refused()
    {
        var (_, problems) = PolicyReader.Read(
            """{ "drift": { "attributions": { "rowsPerDay": 10, "minimumRows": 71 } } }""", new());

        Assert.Equal(
            "policy.drift.attributions.minimumRows: '71' must be between 1 and 70",
            Assert.Single(problems).ToString());
    }

    [Fact]
    public void Settings_are_read_back_as_they_were_written_and_the_default_has_none()
    {
        var (policy, problems) = PolicyReader.Read(
            """{ "drift": { "attributions": { "window": "14d", "severity": "critical" } } }""", new());

        Assert.Empty(problems);
        var expected = new AttributionPolicy { Window = TimeSpan.FromDays(14), Severity = Severity.Critical };
        Assert.Equal(expected, policy.Drift.Attributions);
        Assert.Equal(expected, DomainJson.Read<ModelPolicy>(DomainJson.Write(policy)).Drift.Attributions);
        Assert.DoesNotContain("attributions", DomainJson.Write(new ModelPolicy()), StringComparison.Ordinal);
        var (without, _) = PolicyReader.Read("""{ "drift": { "attributions": null } }""", policy);
        Assert.Null(without.Drift.Attributions);
    }
}
