using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Domain.Windows;

/// <summary>The errors of some hours: all of them together, and those of each day with outcomes.</summary>
public sealed class ErrorWindow(AnswerKind answer)
{
    private readonly SortedDictionary<long, ErrorSums> days = [];

    public ErrorSums Errors { get; } = new(answer);

    public IReadOnlyCollection<ErrorSums> Days => days.Values;

    /// <summary>The daily mean losses.</summary>
    public LossByDay Losses => LossByDay.Of(Days.Select(day => day.Loss / day.Count));

    /// <summary>The daily mean returns of an hour, as losses: a gain counts negative.</summary>
    public LossByDay ReturnLosses => LossByDay.Of(
        Days.Where(day => day.Returns.Periods > 0).Select(day => -day.Returns.Returns.Mean));

    /// <summary>Adds an hour; hours come in the order of time.</summary>
    public void Add(long hour, ErrorSums sums)
    {
        Errors.Merge(sums);
        if (sums.Count == 0) return;
        var day = HourBucket.DayOf(hour);
        if (!days.TryGetValue(day, out var total)) days[day] = total = new ErrorSums(answer);
        total.Merge(sums);
    }
}

/// <summary>The errors of one segment's rows.</summary>
public sealed record SegmentWindow(string Segment, ErrorWindow Window);
