using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Fleet.Contracts;

namespace RetrainGrains.Cli.Tests.Replay;

public sealed class RegretLogTests
{
    private static readonly TimeSpan HalfLife = TimeSpan.FromDays(56);
    private static readonly DateTimeOffset Start = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly RegretLog log = new();

    [Fact]
    public void Losses_that_a_memory_has_forgotten_still_count_in_all()
    {
        // Of ten rows a day: what served loses 4 a row until day 100, then 1; "mean" always 2, "ridge" first 5, then 3.
        Follow(days: 300, day => day < 100 ? (4, 2, 5) : (1, 2, 3));

        var report = log.Report()!;
        Assert.Equal("mean/all/level", report.Best);
        Assert.Equal((100 * 4 + 200 * 1) / (300 * 2.0), report.Total, 1e-9);
        Assert.Equal(2, report.Worst, 1e-9);
        Assert.Equal("squared error", report.Loss);
    }

    [Fact]
    public void F22_a_recipe_that_never_had_a_version_is_not_the_best_of_hindsight()
    {
        Follow(days: 60, _ => (3, 1, 2), meanHasVersion: false);

        var report = log.Report()!;
        Assert.Equal("ridge/all/level", report.Best);
        Assert.Equal(1.5, report.Total, 1e-9);
    }

    [Fact]
    public void A_bound_is_shown_with_its_condition()
    {
        Follow(days: 300, _ => (1.2, 1, 2));

        var report = log.Report()!;
        // After 29 days a day's rows are 4 % of the record, the most of all.
        Assert.InRange(report.Bound!.Value, 1.5 * Math.Pow(1.03, 6), 1.5 * Math.Pow(1.05, 6));
        Assert.StartsWith("for no day made up more than 4", report.BoundReason, StringComparison.Ordinal);
    }

    [Fact]
    public void F33_outcomes_that_come_in_one_burst_have_no_bound_and_it_says_why()
    {
        Follow(days: 60, day => day == 50 ? (400, 200, 200) : (1, 1, 1));

        var report = log.Report()!;
        Assert.Equal(2, report.Worst, 0.2);
        Assert.Null(report.Bound);
        Assert.StartsWith("no bound: what became known in one day was", report.BoundReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_month_passes_before_the_worst_is_looked_for()
    {
        Follow(days: 28, _ => (9, 1, 1));
        Assert.Null(log.Report());
    }

    [Fact]
    public void It_looks_once_a_day()
    {
        Follow(days: 1, _ => (1, 1, 1));

        Assert.False(log.IsDue(Start.AddHours(23)));
        Assert.True(log.IsDue(Start.AddHours(24)));
    }

    private void Follow(
        int days, Func<int, (double Served, double Mean, double Ridge)> losses, bool meanHasVersion = true)
    {
        var (rows, served, mean, ridge) = (0.0, 0.0, 0.0, 0.0);
        var keep = Math.Pow(0.5, 1 / HalfLife.TotalDays);
        for (var day = 0; day < days; day++)
        {
            var now = losses(day);
            (rows, served) = (rows * keep + 10, served * keep + 10 * now.Served);
            (mean, ridge) = (mean * keep + 10 * now.Mean, ridge * keep + 10 * now.Ridge);
            log.Add(View(Start.AddDays(day), rows, served / rows, mean / rows, ridge / rows, meanHasVersion));
        }
    }

    private static ModelView View(
        DateTimeOffset at, double rows, double served, double mean, double ridge, bool meanHasVersion) => new(
        1, null!, 0, at,
        [
            new CandidateStanding("mean/all/level", mean, mean, rows, 1, null) { HasVersion = meanHasVersion },
            new CandidateStanding("ridge/all/level", ridge, ridge, rows, 0, null) { HasVersion = true },
        ])
    {
        Regrets =
        [
            new DiscountedRegret(TimeSpan.FromDays(3), 1, 100, "mean/all/level", 1),
            new DiscountedRegret(HalfLife, rows, served, "mean/all/level", Math.Min(mean, ridge))
            {
                Bound = 1.5, Power = 6,
            },
        ],
    };
}
