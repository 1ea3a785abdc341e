namespace RetrainGrains.Domain.Repairs;

/// <summary>
/// The progress of computing again what was learned from facts that were repaired: first the hours of windows, each
/// from its rows in the log, then the track records in one pass over the log in stored order.
/// </summary>
public sealed record RecomputeMark(long FirstHour, long LastHour)
{
    /// <summary>The next hour to compute; beyond <see cref="LastHour"/> when all are done.</summary>
    public long NextHour { get; init; } = FirstHour;

    /// <summary>The last outcome, in stored order, that the pass has counted.</summary>
    public long Position { get; init; }

    /// <summary>The number of rows that the pass has counted.</summary>
    public long Rows { get; init; }

    /// <summary>Returns true when facts were repaired after the pass had begun: it is made once more.</summary>
    public bool Again { get; init; }

    public bool HoursDone => NextHour > LastHour;

    /// <summary>
    /// Returns the mark for hours with repaired facts: of a new computation, or of the one that is under way, which
    /// then goes over these hours as well. What the pass has counted stays: so it ends, however often facts are
    /// repaired.
    /// </summary>
    public static RecomputeMark Of(RecomputeMark? underway, long firstHour, long lastHour)
    {
        if (underway is null) return new RecomputeMark(firstHour, lastHour);
        var first = underway.HoursDone ? firstHour : Math.Min(firstHour, underway.NextHour);
        var last = underway.HoursDone ? lastHour : Math.Max(lastHour, underway.LastHour);
        return underway with
        {
            FirstHour = first, NextHour = first, LastHour = last, Again = underway.Again || underway.Position > 0,
        };
    }
}
