using System.Globalization;

namespace Grpc.Protocol;

/// <summary>The grpc-timeout header: at most eight digits and a unit.</summary>
internal static class GrpcTimeout
{
    private const int LargestValue = 99_999_999;
    private const long NanosecondsPerTick = 100;

    /// <summary>The longest a timer can run; a later deadline is stated but never fires.</summary>
    public static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    public static bool TryParse(ReadOnlySpan<char> header, out TimeSpan timeout)
    {
        timeout = default;
        if (header.Length is < 2 or > 9
            || !int.TryParse(header[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }
        long? ticks = header[^1] switch
        {
            'H' => value * TimeSpan.TicksPerHour,
            'M' => value * TimeSpan.TicksPerMinute,
            'S' => value * TimeSpan.TicksPerSecond,
            'm' => value * TimeSpan.TicksPerMillisecond,
            'u' => value * TimeSpan.TicksPerMicrosecond,
            'n' => value / NanosecondsPerTick,
            _ => null,
        };
        timeout = new TimeSpan(ticks ?? 0);
        return ticks is not null;
    }

    /// <summary>In the finest unit that holds the value in eight digits, rounded up so that no time is lost.</summary>
    public static string Format(TimeSpan timeout)
    {
        var ticks = Math.Max(timeout.Ticks, 0);
        ReadOnlySpan<(long Ticks, char Unit)> units =
        [
            (TimeSpan.TicksPerMicrosecond, 'u'),
            (TimeSpan.TicksPerMillisecond, 'm'),
            (TimeSpan.TicksPerSecond, 'S'),
            (TimeSpan.TicksPerMinute, 'M'),
        ];
        foreach (var (size, unit) in units)
        {
            if (RoundUp(ticks, size) is <= LargestValue and var count)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
            }
        }
        var hours = Math.Min(RoundUp(ticks, TimeSpan.TicksPerHour), LargestValue);
        return string.Create(CultureInfo.InvariantCulture, $"{hours}H");
    }

    private static long RoundUp(long ticks, long size) => (ticks / size) + (ticks % size > 0 ? 1 : 0);
}
