using Grpc.Protocol;

namespace Embedded.Grpc.Tests.Protocol;

public sealed class GrpcTimeoutTests
{
    [Theory]
    [InlineData("2H", 2 * TimeSpan.TicksPerHour)]
    [InlineData("3M", 3 * TimeSpan.TicksPerMinute)]
    [InlineData("4S", 4 * TimeSpan.TicksPerSecond)]
    [InlineData("5m", 5 * TimeSpan.TicksPerMillisecond)]
    [InlineData("6u", 6 * TimeSpan.TicksPerMicrosecond)]
    [InlineData("700n", 7)]
    [InlineData("0n", 0)]
    [InlineData("99999999H", 99_999_999 * TimeSpan.TicksPerHour)]
    public void Every_unit_is_understood(string header, long ticks)
    {
        Assert.True(GrpcTimeout.TryParse(header, out var timeout));
        Assert.Equal(ticks, timeout.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("1s")]
    [InlineData("-1S")]
    [InlineData("1.5S")]
    [InlineData(" 1S")]
    [InlineData("100000000S")]
    public void Anything_else_is_refused(string header) => Assert.False(GrpcTimeout.TryParse(header, out _));

    [Theory]
    [InlineData(1, "1u")]
    [InlineData(TimeSpan.TicksPerSecond, "1000000u")]
    [InlineData(100 * TimeSpan.TicksPerSecond, "100000m")]
    [InlineData(TimeSpan.TicksPerDay * 10, "864000S")]
    [InlineData(-5, "0u")]
    [InlineData(200 * 365 * TimeSpan.TicksPerDay, "1752000H")]
    public void A_timeout_is_written_in_the_finest_unit_that_fits(long ticks, string header)
    {
        var written = GrpcTimeout.Format(new TimeSpan(ticks));
        Assert.Equal(header, written);
    }
}
