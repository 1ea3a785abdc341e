namespace RetrainGrains.Domain.Tests.Schedules;

public sealed class NextCheckTests
{
    private static readonly SchedulePolicy HalfHourly = new();

    [Fact]
    public void Late_checks_neither_drift_nor_pile_up()
    {
        var random = new Random(1);
        var due = NextCheck.After(HalfHourly, "m", Given.Start);
        var first = due;
        for (var i = 0; i < 1_000; i++)
        {
            var late = due + TimeSpan.FromSeconds(random.Next(4 * 3_600));
            due = NextCheck.After(HalfHourly, "m", late);

            Assert.Equal(0, (due - first).Ticks % HalfHourly.CheckEvery.Ticks);
            Assert.InRange(due - late, TimeSpan.FromTicks(1), HalfHourly.CheckEvery);
        }
    }

    [Fact]
    public void A_models_jitter_is_fixed_and_within_its_share()
    {
        var grid = NextCheck.After(HalfHourly with { Jitter = 0 }, "m", Given.Start);
        var jittered = NextCheck.After(HalfHourly, "m", Given.Start.AddDays(40)) - TimeSpan.FromDays(40);

        Assert.Equal(NextCheck.After(HalfHourly, "m", Given.Start), jittered);
        Assert.InRange((jittered - grid + HalfHourly.CheckEvery).Ticks % HalfHourly.CheckEvery.Ticks,
            0, HalfHourly.CheckEvery.Ticks / 10);
    }

    [Fact]
    public void Ids_that_differ_in_the_last_letter_are_spread_like_any_others()
    {
        var shares = Enumerable.Range(0, 10_000).Select(i => FixedShare.Of($"model-{i}")).ToArray();

        Assert.All(shares.CountBy(share => (int)(share * 100)), bin => Assert.InRange(bin.Value, 50, 150));
        Assert.True(shares.Take(10).Max() - shares.Take(10).Min() > 0.3);
        Assert.Equal(FixedShare.Of("model-1"), shares[1]);
    }

    [Fact]
    public void Cron_comes_first_when_it_is_due_earlier()
    {
        var policy = new SchedulePolicy { CheckEvery = TimeSpan.FromDays(1), Jitter = 0, Cron = new("0 */3 * * *") };

        Assert.Equal(Given.Start.AddHours(3), NextCheck.After(policy, "m", Given.Start));
    }

    [Theory]
    [InlineData(11, 1, false)]
    [InlineData(12, 1, true)]
    [InlineData(0, 24, true)]
    public void A_check_is_worth_its_cost_with_enough_outcomes_or_after_a_day(int outcomes, int hours, bool due)
    {
        var state = Given.Model() with { LastCheck = Given.Start };
        var learned = LearnedState.None(state) with { SinceCheck = outcomes };

        Assert.Equal(due, IsDue(state, learned, Given.Start.AddHours(hours)));
    }

    [Fact]
    public void A_cron_moment_makes_a_check_due_once()
    {
        var state =
            Given.Model(new() { Schedule = new() { Cron = new("0 */3 * * *") } }) with { LastCheck = Given.Start };
        var learned = LearnedState.None(state);

        Assert.False(IsDue(state, learned, Given.Start.AddHours(2.9)));
        Assert.True(IsDue(state, learned, Given.Start.AddHours(3)));
        Assert.False(
            IsDue(state with { LastCheck = Given.Start.AddHours(3) }, learned, Given.Start.AddHours(3.5)));
    }

    [Fact]
    public void A_cron_moment_is_kept_to_the_second_unless_the_policy_spreads_starts()
    {
        var prompt = new SchedulePolicy { Cron = new("0 */3 * * *") };
        var spread = prompt with { CronJitter = TimeSpan.FromMinutes(20) };
        var (asked, moment) = (Given.Start.AddHours(1), Given.Start.AddHours(3));
        var late = NextCheck.CronAfter(spread, "m", asked) - moment;

        Assert.Equal(moment, NextCheck.CronAfter(prompt, "m", asked));
        Assert.Equal(TimeSpan.FromMinutes(20) * FixedShare.Of("m"), late);
        Assert.NotEqual(late, NextCheck.CronAfter(spread, "n", asked) - moment);
    }

    [Fact]
    public void A_model_whose_cron_starts_are_spread_has_each_moment_once_and_equally_late()
    {
        var spread = new SchedulePolicy { Cron = new("0 */3 * * *"), CronJitter = TimeSpan.FromDays(1) };
        var at = Given.Start;
        var gaps = Enumerable.Range(0, 50).Select(_ =>
        {
            var next = NextCheck.CronAfter(spread, "m", at)!.Value;
            var gap = next - at;
            at = next;
            return gap;
        }).ToArray();

        Assert.All(gaps.Skip(1), gap => Assert.Equal(TimeSpan.FromHours(3), gap));
    }

    private static bool IsDue(ModelState state, LearnedState learned, DateTimeOffset now) => NextCheck.IsDue(
        state.Policy.Schedule, state.ModelId, learned.SinceCheck, state.LastCheck, state.RegisteredAt, now);
}
