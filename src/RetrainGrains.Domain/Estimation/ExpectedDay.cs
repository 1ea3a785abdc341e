using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Estimation;

/// <summary>The expected errors of one day's predictions.</summary>
public sealed record ExpectedDay(long Day, ExpectedErrors Errors)
{
    /// <summary>Returns the moment at which a day begins.</summary>
    public static DateTimeOffset Start(long day) => DateTimeOffset.UnixEpoch.AddDays(day);

    public static long DayOf(DateTimeOffset at) => HourBucket.DayOf(HourBucket.HourOf(at));
}
