using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Gateway.Mapping;

namespace RetrainGrains.Gateway.Tests.Mapping;

public sealed class TimeMappingTests
{
    [Fact]
    public void A_time_comes_back_to_the_tick()
    {
        DateTimeOffset? at = Example.Start.AddTicks(12_345_678);

        Assert.Equal(at, at.ToWire().ToTime());
        Assert.Null(((Timestamp?)null).ToTime());
    }

    [Theory]
    [InlineData(long.MinValue, 1)]
    [InlineData(long.MaxValue, 9999)]
    public void A_time_that_no_calendar_holds_is_the_calendars_end_and_no_exception(long seconds, int year) =>
        Assert.Equal(year, new Timestamp { Seconds = seconds, Nanos = int.MaxValue }.ToTime()!.Value.Year);
}
