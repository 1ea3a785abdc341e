using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Costs;

/// <summary>
/// The periods of one model, numbered since 1970 and shifted by the model's own fixed share, so that a fleet's periods
/// do not all end in the same hour.
/// </summary>
internal readonly record struct PeriodGrid(long Hours, long Shift)
{
    public static PeriodGrid Of(CostAwareSchedule schedule, string modelId)
    {
        var hours = (long)schedule.Period.TotalHours;
        return new PeriodGrid(hours, (long)(FixedShare.Of(modelId) * hours));
    }

    public long NumberOf(DateTimeOffset at) => HourBucket.Floor(HourBucket.HourOf(at) - Shift, Hours);

    /// <summary>Finds the first hour of a period.</summary>
    public long FirstHour(long number) => number * Hours + Shift;

    public DateTimeOffset Start(long number) =>
        DateTimeOffset.UnixEpoch + TimeSpan.FromHours(FirstHour(number));
}
