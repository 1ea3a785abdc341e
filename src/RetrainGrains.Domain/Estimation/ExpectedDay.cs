using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Estimation;

/// <summary>The expected errors of one day's predictions.</summary>
public sealed record ExpectedDay(long Day, ExpectedErrors Errors)
{
    public static long DayOf(DateTimeOffset at) => HourBucket.DayOf(HourBucket.HourOf(at));
}
