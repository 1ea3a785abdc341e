namespace RetrainGrains.Domain.Tests.Attributions;

public sealed class AttributionAccumulatorTests
{
    private static readonly AttributionProfile Profile = new AttributedRows(1).Profile();
    private static readonly ModelState State = AttributedRows.Serving(AttributedRows.Policy(), Profile);
    private static readonly AttributionState Empty = AttributedRows.StateFor(State, null)!;

    [Fact]
    public void Days_are_the_same_however_rows_come_together()
    {
        var rows = new AttributedRows(2).Days(0, 5);

        var byHour = rows.Aggregate(
            Empty, (held, row) => AttributedRows.Take(State, held, [row], AttributedRows.Explain));

        Assert.Equal(
            DomainJson.Write(AttributedRows.Take(State, Empty, rows, AttributedRows.Explain)),
            DomainJson.Write(byHour));
        Assert.Equal([24, 24, 24, 24], byHour.Days.Select(day => day.Rows));
        Assert.Equal(rows.Skip(24).Take(24).Sum(row => Math.Abs((double)row.Features[1])), byHour.Days[0].Strengths[1]);
    }

    [Fact]
    public void The_day_of_which_only_a_part_was_seen_does_not_count()
    {
        var rows = new AttributedRows(2).Days(0, 3).Skip(6).ToArray();

        var held = AttributedRows.Take(State, Empty, rows, AttributedRows.Explain);

        Assert.Equal(Day(rows[0]) + 1, held.FirstDay);
        Assert.Equal([held.FirstDay!.Value, held.FirstDay.Value + 1], held.Days.Select(day => day.Day));
    }

    [Fact]
    public void Of_many_rows_a_sample_is_explained_and_it_is_the_same_whatever_order_outcomes_come_in()
    {
        var rows = Enumerable.Range(0, 10).SelectMany(copy => new AttributedRows(copy).Days(1, 3).Select(
            row => row with { Sequence = row.Sequence * 10 + copy })).OrderBy(row => row.Sequence).ToArray();
        var state = AttributedRows.Serving(AttributedRows.Policy(new() { RowsPerDay = 20, MinimumRows = 1 }), Profile);
        var busy = Empty with { FirstDay = 0, Days = [new(Day(rows[0]) - 1, 240, 20, [0, 0, 0], [0, 0, 0])] };

        var held = AttributedRows.Take(state, busy, rows, AttributedRows.Explain);
        var reversed = AttributedRows.Take(state, busy, [.. rows.Reverse()], AttributedRows.Explain);

        Assert.All(held.Days.Skip(1), day => Assert.Equal(240, day.Seen));
        Assert.All(held.Days.Skip(1), day => Assert.InRange(day.Rows, 10, 32));
        Assert.Equal(held.Days.Select(day => day.Rows), reversed.Days.Select(day => day.Rows));
    }

    [Fact]
    public void A_day_that_brings_more_rows_than_any_before_has_at_most_twice_the_sample()
    {
        var day = new AttributedRows(3).Days(1, 2);
        var rows = Enumerable.Range(0, 5_000).Select(i => day[i % 24] with { Sequence = i }).ToArray();

        var held = AttributedRows.Absorb(State, rows);

        Assert.Equal(5_000, Assert.Single(held.Days).Seen);
        Assert.InRange(held.Days[0].Rows, 96, 2 * 96);
    }

    [Fact]
    public void Days_beyond_the_window_are_let_go_and_those_that_wait_for_outcomes_are_kept()
    {
        var late = State with
        {
            Policy = State.Policy with { Performance = new() { Maturity = TimeSpan.FromDays(3) } },
        };
        var rows = new AttributedRows(2).Days(0, 30);

        Assert.Equal(8, AttributedRows.Absorb(State, rows).Days.Length);
        Assert.Equal(11, AttributedRows.Absorb(late, rows).Days.Length);
    }

    [Fact]
    public void A_row_whose_attributions_are_no_numbers_is_seen_and_not_counted()
    {
        var rows = new AttributedRows(2).Days(0, 1);
        rows[3].Features[0] = float.NaN;

        var day = Assert.Single(AttributedRows.Absorb(State, rows).Days);

        Assert.Equal((24, 23), (day.Seen, day.Rows));
        Assert.True(double.IsFinite(day.Strengths[0]));
    }

    private static long Day(ScoredRow row) => HourBucket.HourOf(row.At) / HourBucket.HoursPerDay;
}
