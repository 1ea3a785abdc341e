using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Estimation;

/// <summary>
/// The accumulator of predictions, which adds them to the expected errors of their days before outcomes are known, each
/// once and in order.
/// </summary>
public static class PredictionAccumulator
{
    /// <summary>Adds the predictions and drops days before <paramref name="oldestDay"/>.</summary>
    public static EstimationState Absorb(
        PredictionTask task, EstimationState estimation, IReadOnlyList<ServedRow> rows, long oldestDay)
    {
        if (estimation is not { Estimator: { } estimator, Mark: { } mark }) return estimation;
        var days = new SortedDictionary<long, ExpectedErrors>();
        foreach (var day in estimation.Days.Where(day => day.Day >= oldestDay)) days[day.Day] = day.Errors;
        var (version, touched) = (estimation.Version.ToString(), new HashSet<long>());
        foreach (var row in rows)
        {
            if (row.Mark.CompareTo(mark) <= 0) continue;
            mark = row.Mark;
            var day = ExpectedDay.DayOf(mark.At);
            // For a moment after a promotion some rows are still answered by the version before.
            if (row.Version != version || day < oldestDay) continue;
            // States are immutable: a day is changed as a copy, made once.
            if (touched.Add(day)) days[day] = days.GetValueOrDefault(day)?.Copy() ?? new ExpectedErrors(task);
            estimator.Expect(days[day], row.Features, row.Prediction);
        }
        return estimation with
        {
            Mark = mark,
            Days = [.. days.Select(day => new ExpectedDay(day.Key, day.Value))],
        };
    }
}
