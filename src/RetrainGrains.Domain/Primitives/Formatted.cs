using System.Globalization;

namespace RetrainGrains.Domain.Primitives;

/// <summary>The form of numbers, shares, spans and moments in sentences: in ledger, console and terminal.</summary>
public static class Formatted
{
    public static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    public static string Percent(double share) => double.IsInfinity(share)
        ? share > 0 ? "∞ %" : "−∞ %"
        : (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    public static string Days(TimeSpan span) => span < TimeSpan.FromDays(2)
        ? span.TotalHours.ToString("0.#", CultureInfo.InvariantCulture) + " h"
        : span.TotalDays.ToString("0.#", CultureInfo.InvariantCulture) + " days";

    /// <summary>Formats a time as ISO 8601 has it, in UTC, to the minute.</summary>
    public static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    /// <summary>
    /// Formats a moment, rounded up to the minute: a statement that holds from the moment on then holds from the shown
    /// one.
    /// </summary>
    public static string Moment(DateTimeOffset at)
    {
        // The last minute that a time can hold has no next one.
        var beyond = at.UtcTicks % TimeSpan.TicksPerMinute;
        var up = beyond == 0 ? 0 : TimeSpan.TicksPerMinute - beyond;
        return Instant(at.UtcTicks > DateTimeOffset.MaxValue.Ticks - up ? at : at.AddTicks(up));
    }
}
