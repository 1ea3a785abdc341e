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
        Assert.Equal(1.5, report.Bound);
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

    private void Follow(int days, Func<int, (double Served, double Mean, double Ridge)> losses)
    {
        var (rows, served, mean, ridge) = (0.0, 0.0, 0.0, 0.0);
        var keep = Math.Pow(0.5, 1 / HalfLife.TotalDays);
        for (var day = 0; day < days; day++)
        {
            var now = losses(day);
            (rows, served) = (rows * keep + 10, served * keep + 10 * now.Served);
            (mean, ridge) = (mean * keep + 10 * now.Mean, ridge * keep + 10 * now.Ridge);
            log.Add(View(Start.AddDays(day), rows, served / rows, mean / rows, ridge / rows));
        }
    }

    private static ModelView View(DateTimeOffset at, double rows, double served, double mean, double ridge) => new(
        1, null!, 0, at,
        [
            new CandidateStanding("mean/all/level", mean, mean, rows, 1, null),
            new CandidateStanding("ridge/all/level", ridge, ridge, rows, 0, null),
        ])
    {
        Regrets =
        [
            new DiscountedRegret(TimeSpan.FromDays(3), 1, 100, "mean/all/level", 1),
            new DiscountedRegret(HalfLife, rows, served, "mean/all/level", Math.Min(mean, ridge)) { Bound = 1.5 },
        ],
    };
}
