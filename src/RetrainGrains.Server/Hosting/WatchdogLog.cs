namespace RetrainGrains.Server.Hosting;

/// <summary>
/// The log of Orleans' watchdog without its first look, which comes before its thread has looked at anything, takes the
/// uptime of the machine for the time since, and warns of a deadlock at every start.
/// </summary>
internal static class WatchdogLog
{
    private const string Category = "Orleans.Runtime.Watchdog";

    // The look is made once the silo has started; a stall of a silo that serves is told from its second look on.
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(10);

    /// <summary>Leaves the watchdog's warnings out until its first look is over; errors are always told.</summary>
    public static void LeaveOutFirstLook(ILoggingBuilder logging, TimeProvider clock)
    {
        var begun = clock.GetTimestamp();
        logging.AddFilter(
            Category, level => level > LogLevel.Warning
                || (level == LogLevel.Warning && clock.GetElapsedTime(begun) > FirstLook));
    }
}
