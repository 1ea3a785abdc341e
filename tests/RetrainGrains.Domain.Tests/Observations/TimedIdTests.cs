namespace RetrainGrains.Domain.Tests.Observations;

public sealed class TimedIdTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 30, 0, 250, TimeSpan.FromHours(2));

    [Theory]
    [InlineData(0ul)]
    [InlineData(1ul)]
    [InlineData(TimedId.Numbers - 1)]
    public void An_id_tells_the_time_that_it_was_made_from(ulong number)
    {
        var id = TimedId.Make(Start.AddTicks(17), number);

        Assert.True(TimedId.TryRead(id, out var at));
        Assert.Equal(Start, at);
        Assert.True(TimedId.Suits(id, Start));
        Assert.False(TimedId.Suits(id, Start.AddMilliseconds(1)));
    }

    [Fact]
    public void Ids_differ_by_time_and_by_number_and_sort_by_both()
    {
        string[] ids =
        [
            TimedId.Make(DateTimeOffset.UnixEpoch, 7), TimedId.Make(Start, 0), TimedId.Make(Start, 1),
            TimedId.Make(Start, 31), TimedId.Make(Start, 32), TimedId.Make(Start, TimedId.Numbers - 1),
            TimedId.Make(Start.AddMilliseconds(1), 0), TimedId.Make(new(2199, 12, 31, 0, 0, 0, TimeSpan.Zero), 0),
        ];

        Assert.Equal(ids.Order(StringComparer.Ordinal).Distinct(), ids);
    }

    [Theory]
    [InlineData("")]
    [InlineData("_0123456789abcdef")]
    [InlineData("_0123456789abcdefgh")]
    [InlineData("p01hxyz9k00000001q")]
    [InlineData("_01HXYZ9K00000001Q")]
    [InlineData("_01hxyz9k0000000il")]
    [InlineData("_01hxyz9k0000000 q")]
    [InlineData("018f2b7c6b5a7d3c9e8f0a1b2c3d4e5f")]
    public void Ids_of_other_forms_tell_no_time_and_suit_every_row(string id)
    {
        Assert.False(TimedId.TryRead(id, out _));
        Assert.True(TimedId.Suits(id, Start));
    }
}
