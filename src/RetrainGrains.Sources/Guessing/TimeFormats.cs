namespace RetrainGrains.Sources.Guessing;

/// <summary>The forms of times that are looked for, the likelier of two that read the same text first.</summary>
internal static class TimeFormats
{
    private static readonly ImmutableArray<string> Dates =
        ["yyyy/M/d", "d.M.yyyy", "M/d/yyyy", "d/M/yyyy", "d-M-yyyy", "d MMM yyyy", "d-MMM-yyyy"];

    private static readonly ImmutableArray<string> TimesOfDay = ["", " H:mm", " H:mm:ss", " h:mm tt", " h:mm:ss tt"];

    public static ImmutableArray<ImmutableArray<string>> All { get; } =
    [
        [TimeColumn.Iso],
        ["yyyyMMdd"], ["yyyyMMddHH"], ["yyyyMMddHHmm"], ["yyyyMMddHHmmss"],
        .. Dates.SelectMany(date => TimesOfDay.Select(time => ImmutableArray.Create(date + time))),
        [TimeColumn.Unix],
    ];
}
