using RetrainGrains.Domain.Primitives;
using RetrainGrains.Sources.Guessing;

namespace RetrainGrains.Sources.Tests.Guessing;

/// <summary>The features of earlier rows and of the calendar that a trial finds to pay.</summary>
public sealed class SourceTunerTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string folder = Directory.CreateTempSubdirectory("tune-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_pays_is_taken_and_what_does_not_is_told()
    {
        // The level of yesterday's hour, a wave of the day, and chance.
        var draw = new Random(1);
        var guess = Guess(new GuessHints("y") { Derives = true }, Hours(3_000, hour =>
            $"{draw.Next(9)},{30 * Math.Sin(hour % 24 / 24.0 * 2 * Math.PI) + hour / 300 + draw.NextDouble():F3}"));

        var source = guess.Source;
        Assert.Contains(source.Features, feature => feature is LastFeature);
        Assert.Equal(source.Features.OfType<LastFeature>().Single().Name, source.LastValue);
        Assert.Contains(source.Features, feature =>
            feature is CalendarFeature { Part: CalendarPart.Hour } or LagFeature { Steps: 24 });
        Assert.DoesNotContain(source.Features, feature => feature is CalendarFeature { Part: CalendarPart.DayOfWeek });
        Assert.Contains("day of week (", Text(guess, "pays not"));
        Assert.Contains("y last known (", Text(guess, "pays"));
        Assert.Contains("their error is in brackets", Text(guess, "tried"));
        Assert.Equal(source.Features, SourceTexts.Parse(guess.Json).Features);
    }

    [Fact]
    public void A_horizon_looks_back_a_whole_day_from_the_time_that_is_predicted()
    {
        var guess = Guess(
            new GuessHints("y") { Derives = true, Horizon = TimeSpan.FromHours(6) },
            Hours(3_000, hour => $"{hour * hour % 9},{hour % 24 * (hour / 24 % 5):F3}"));

        Assert.Equal((TimeSpan.FromHours(6), TimeSpan.Zero), (guess.Source.Horizon, guess.Source.OutcomeDelay));
        Assert.All(
            guess.Source.Features.OfType<CalendarFeature>(), feature => Assert.Equal(CalendarTime.Target, feature.Of));
        Assert.Contains("6h ahead", Text(guess, "target"));
    }

    [Fact]
    public void A_column_that_only_grows_is_left_out_and_parts_of_the_time_give_way_to_the_calendar()
    {
        var rows = Enumerable.Range(0, 1_500).Select(hour => new DateTime(2024, 1, 1).AddHours(hour)).Select(at =>
            $"{at.Year},{at.Month},{at.Day},{at.Hour},{(at - new DateTime(2024, 1, 1)).TotalDays:F2},{at.Hour * 7 % 5},"
            + $"{at.Hour * at.Hour % 13}");
        var guess = Guess(
            new GuessHints("y") { Derives = true }, ["year,month,day,hour,age,x,y", .. rows]);

        var leftOut = Text(guess, "left out");
        Assert.Contains("age (it only grows: what comes was never seen)", leftOut);
        Assert.Contains("hour (the calendar is tried in its place)", leftOut);
        Assert.DoesNotContain(guess.Source.Features.OfType<ColumnFeature>(), feature => feature.Column == "hour");
    }

    [Fact]
    public void Rows_of_a_key_look_back_on_their_own_and_count_rows_where_times_are_irregular()
    {
        var draw = new Random(2);
        var level = Enumerable.Range(0, 10).Select(_ => draw.Next(100)).ToArray();
        var rows = Enumerable.Range(0, 120).SelectMany(race => Enumerable.Range(0, 10).Select(driver =>
            $"{new DateTime(2020, 1, 1).AddDays(7 * race + race * race % 5):yyyy-MM-dd},d{driver},{draw.Next(9)},"
            + $"{level[driver] + draw.Next(5)}"));
        var guess = Guess(new GuessHints("y") { Derives = true, Key = ["driver"] }, ["day,driver,x,y", .. rows]);

        var last = Assert.Single(guess.Source.Features.OfType<LastFeature>());
        Assert.Equal(["driver"], last.By);
        Assert.All(
            guess.Source.Features.Where(feature => feature is LagFeature or RollingFeature),
            feature => Assert.True(feature.CountsRows));
    }

    [Fact]
    public void A_return_is_predicted_of_changes_and_not_of_levels()
    {
        var draw = new Random(3);
        var price = 100.0;
        var guess = Guess(
            new GuessHints("close") { Derives = true, Measure = TargetMeasure.Return },
            Hours(
                2_000, _ => $"{draw.Next(1, 99)},{price *= 1 + 0.01 * (draw.NextDouble() - 0.5):F4}", "volume,close"));

        Assert.Equal(TargetMeasure.Return, guess.Source.Target.Measure);
        Assert.Equal(TimeSpan.FromHours(1), guess.Source.Horizon);
        Assert.Empty(guess.Source.Features.OfType<ColumnFeature>());
        Assert.Contains("its relative change, 1h ahead", Text(guess, "target"));
    }

    [Fact]
    public void Too_few_rows_for_a_trial_leave_the_columns_alone_and_that_is_told()
    {
        var guess = Guess(new GuessHints("y") { Derives = true }, Hours(300, hour => $"{hour % 5},{hour % 7}"));

        Assert.All(guess.Source.Features, feature => Assert.IsType<ColumnFeature>(feature));
        Assert.Contains(guess.Doubts, doubt => doubt.StartsWith("too few rows to try lags"));
    }

    [Fact]
    public void Two_years_are_served_after_a_first_one_that_has_seen_each_season()
    {
        var guess = Guess(new GuessHints("y"), [
            "d,a,y", .. Enumerable.Range(0, 900).Select(day =>
                $"{new DateTime(2020, 1, 1).AddDays(day):yyyy-MM-dd},{day * day % 7},{day % 5}")]);

        Assert.Equal(TimeSpan.FromDays(365), guess.Source.WarmUp.Span);
    }

    private static string[] Hours(int count, Func<int, string> row, string columns = "x,y") =>
    [
        $"time,{columns}",
        .. Enumerable.Range(0, count).Select(hour =>
            $"{new DateTime(2024, 1, 1).AddHours(hour):yyyy-MM-dd HH:mm},{row(hour)}"),
    ];

    private static string Text(SourceGuess guess, string name) =>
        guess.Findings.Single(finding => finding.Name == name).Text;

    private SourceGuess Guess(GuessHints hints, string[] lines)
    {
        var path = Path.Combine(folder, "data.csv");
        File.WriteAllLines(path, lines);
        var problems = new List<Problem>();
        var guess = SourceGuesser.Guess(path, hints, Now, problems);
        Assert.Empty(problems);
        return guess!;
    }
}
