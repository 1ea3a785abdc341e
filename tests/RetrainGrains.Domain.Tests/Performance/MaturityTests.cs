namespace RetrainGrains.Domain.Tests.Performance;

public sealed class MaturityTests
{
    private static readonly DateTimeOffset Now = Given.Start.AddDays(20).AddMinutes(30);

    [Fact]
    public void Rows_too_young_to_be_fair_are_left_out_and_the_evidence_says_so()
    {
        Assert.Empty(Check(TimeSpan.Zero).Performance);

        var fired = Assert.Single(Check(TimeSpan.FromDays(2)).Performance);

        Assert.Equal((9.0, 49), (fired.Current, fired.HoursLeftOut!.Value));
        Assert.EndsWith("the bound is 5; the youngest 49 h are left out", fired.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void Kept_hours_must_hold_the_window_and_what_is_too_young_for_it()
    {
        var policy = new ModelPolicy { Performance = new() { Maturity = TimeSpan.FromDays(30) } };

        Assert.Equal("policy.keepWindows", Assert.Single(policy.Validate()).Field);
        Assert.Empty((policy with { KeepWindows = TimeSpan.FromDays(37) }).Validate());
    }

    // Outcomes that arrive at once are those of easy rows: the last two days look far better than they will be.
    private static ModelChecked Check(TimeSpan maturity)
    {
        var policy = Given.Policy(Combination.Blend, new Recipe("leafwise")) with
        {
            Performance = new()
            {
                Maturity = maturity,
                Rules = [new(Metric.Mae, RuleKind.Bound, 5, Severity.Warning)],
            },
        };
        var state = Given.Serving(policy);
        var end = HourBucket.HourOf(Now);
        var buckets = Enumerable.Range(0, 15 * 24).Select(age =>
        {
            var bucket = Given.Bucket(end - age);
            for (var row = 0; row < (age < 49 ? 10 : 1); row++) bucket.Served.Add(age < 49 ? 10 : 19, 10);
            return bucket;
        });
        var check = new CheckDue(Given.LearnedState(state, 1_000, Now), [.. buckets.Reverse()]);
        return ModelLifecycle.Decide(state, check, Now).Events.OfType<ModelChecked>().Single();
    }
}
