using System.Globalization;

namespace RetrainGrains.Domain.Primitives;

/// <summary>The form of numbers, shares, spans and moments in sentences: in ledger, console and terminal.</summary>
public static class Formatted
{
    public static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    public static string Percent(double share) => (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    public static string Days(TimeSpan span) => span < TimeSpan.FromDays(2)
        ? span.TotalHours.ToString("0.#", CultureInfo.InvariantCulture) + " h"
        : span.TotalDays.ToString("0.#", CultureInfo.InvariantCulture) + " days";

    /// <summary>
    /// Formats a moment, rounded up to the minute: a statement that holds from the moment on then holds from the shown
    /// one.
    /// </summary>
    public static string Moment(DateTimeOffset at)
    {
        var minutes = (at.UtcTicks + TimeSpan.TicksPerMinute - 1) / TimeSpan.TicksPerMinute;
        return new DateTime(minutes * TimeSpan.TicksPerMinute)
            .ToString("d MMMM yyyy HH:mm 'UTC'", CultureInfo.InvariantCulture);
    }
}
