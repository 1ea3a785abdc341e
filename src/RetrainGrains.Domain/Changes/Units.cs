using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Changes;

/// <summary>The units of observation: their names, and the number of the unit that contains a moment.</summary>
internal static class Units
{
    public static string Of(ChangeUnit unit) => unit switch
    {
        ChangeUnit.Row => "rows",
        ChangeUnit.Hour => "hours",
        _ => "days",
    };

    public static long NumberOf(ChangeUnit unit, DateTimeOffset at) => unit == ChangeUnit.Day
        ? HourBucket.DayOf(HourBucket.HourOf(at))
        : HourBucket.HourOf(at);
}
