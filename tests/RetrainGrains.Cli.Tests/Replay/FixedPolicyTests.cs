namespace RetrainGrains.Cli.Tests.Replay;

public sealed class FixedPolicyTests
{
    [Theory]
    [InlineData("never", null, null, "leafwise", false)]
    [InlineData("never/change", null, null, "leafwise", true)]
    [InlineData("weekly/all", 168, null, "leafwise", false)]
    [InlineData("weekly/180d", 168, 180, "leafwise", false)]
    [InlineData("weekly/all/change", 168, null, "leafwise", true)]
    [InlineData("monthly/all", 720, null, "leafwise", false)]
    [InlineData("daily", 24, null, "leafwise", false)]
    [InlineData("every-3h/30d", 3, 30, "leafwise", false)]
    [InlineData("weekly/all/ridge/change", 168, null, "ridge", true)]
    [InlineData("last-value", null, null, "last-value", false)]
    [InlineData("seasonal", null, null, "seasonal", false)]
    public void A_policy_is_named_by_cadence_window_learner_and_form(
        string name, int? hours, int? days, string learner, bool change)
    {
        var cadence = hours is { } step ? TimeSpan.FromHours(step) : (TimeSpan?)null;
        Assert.Equal(new FixedPolicy(name, cadence, days, learner, change), FixedPolicy.Parse(name));
    }

    [Theory]
    [InlineData("sometimes")]
    [InlineData("weekly/30")]
    [InlineData("weekly/all/catboost")]
    [InlineData("every-0h/30d")]
    [InlineData("every-3x")]
    [InlineData("weekly/all/change/change")]
    [InlineData("last-value/ridge")]
    public void What_is_no_policy_is_refused(string name) => Assert.Null(FixedPolicy.Parse(name));

    [Fact]
    public void Every_unknown_policy_of_a_list_is_reported()
    {
        var (policies, problems) = FixedPolicy.ParseList("never, always,weekly/all,often");
        Assert.Equal(["never", "weekly/all"], policies.Select(policy => policy.Name));
        Assert.Equal(["always", "often"], problems.Select(problem => problem.Value));
    }
}
