using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Sources.Guessing;

/// <summary>Finds the column, or the columns, that say when a row was.</summary>
internal static class TimeGuesser
{
    private static readonly ImmutableArray<string> TimeNames =
    [
        "timestamp", "datetime", "date_time", "time", "ts", "epoch", "unix", "unixtime", "unix_time", "date", "at",
        "day", "datum", "zeit",
    ];

    // Hours, half-hours, quarters of an hour, ten and five minutes, minutes.
    private static readonly ImmutableArray<int> CyclesOfADay = [24, 48, 96, 144, 288, 1_440];

    private static readonly ImmutableArray<string> HourNames = ["hour", "hr", "hh", "stunde"];

    /// <summary>
    /// Guesses the time; null, with the problem, where the named column holds none. A file without any counts its rows.
    /// </summary>
    public static GuessedTime? Guess(
        FileProfile file, GuessHints hints, DateTimeOffset now, List<string> doubts, List<Problem> problems)
    {
        if (hints.Time is { } named)
        {
            // Whoever names a column of counts means it.
            if (file.Find(named) is { Times.Count: > 0 } column) return OfColumn(file, column, doubts);
            problems.Add(Problem.Of("--time", named,
                "must hold a time in every row, in one form, such as 2024-03-01 14:00, 01.03.2024 14:00, 3/1/2024 or "
                + "seconds since 1970; for another form write a source file"));
            return null;
        }
        if (Parts(file) is { } parts) return parts;
        var candidates = file.Columns.Where(column => column.Name != hints.Target && IsLikely(column)).ToArray();
        return candidates.Length == 0
            ? Counted(file, now, doubts)
            : OfColumn(file, candidates.OrderBy(RankOfName).First(), doubts);
    }

    private static bool IsLikely(ColumnProfile column) => column.Times.Any(time =>
        !TimeColumn.IsCount(time.Formats[0]) || RankOfName(column) < TimeNames.Length);

    private static int RankOfName(ColumnProfile column) =>
        TimeNames.IndexOf(column.Name.ToLowerInvariant()) is >= 0 and var rank ? rank : TimeNames.Length;

    private static GuessedTime OfColumn(FileProfile file, ColumnProfile column, List<string> doubts)
    {
        var best = column.Times.MinBy(time => time.Backward)!;
        var rivals = column.Times.Where(time => time != best && time.Backward == best.Backward
            && (time.Formats[0].StartsWith('d') || time.Formats[0].StartsWith('M'))).ToArray();
        if (rivals.Length > 0)
        {
            doubts.Add($"{column.Name} can be read as {best.Formats[0]} or as {rivals[0].Formats[0]}: "
                + "the first was taken; change «formats» in a source file for the other");
        }
        var hour = best.HasTimeOfDay ? null : HourOf(file);
        var isDefault = TimeColumn.DefaultFormats.Contains(best.Formats[0]);
        var json = $"{{ \"column\": {GuessText.Quote(column.Name)}"
            + (isDefault ? "" : $", \"formats\": [{GuessText.Quote(best.Formats[0])}]")
            + (hour is null ? "" : $", \"hour\": {GuessText.Quote(hour)}") + " }";
        var told = column.Name + ToldFormat(best.Formats[0]) + (hour is null ? "" : $", with {hour}");
        return new GuessedTime(json, told, [column.Name]);
    }

    private static string ToldFormat(string format) => format switch
    {
        TimeColumn.Iso => "",
        TimeColumn.Unix => " as a count since 1970",
        _ => $" as {format}",
    };

    // 0 to 23 in a column of that name: the date is without a time of day.
    private static string? HourOf(FileProfile file) => file.Columns.FirstOrDefault(column =>
        HourNames.Contains(column.Name.ToLowerInvariant()) && column.IsNumeric(decimalComma: false)
        && column is { IsWhole: true, Values: [>= 0, .., <= 23] })?.Name;

    private static GuessedTime? Parts(FileProfile file)
    {
        string? Find(string name, double low, double high) => file.Columns.FirstOrDefault(column =>
            column.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && column.IsNumeric(decimalComma: false)
            && column.IsWhole && column.Values is [var first, ..] && first >= low && column.Values[^1] <= high)?.Name;
        if (Find("year", 1970, 2200) is not { } year || Find("month", 1, 12) is not { } month
            || Find("day", 1, 31) is not { } day) return null;
        string?[] columns = [year, month, day, Find("hour", 0, 23), Find("minute", 0, 59)];
        string[] names = ["year", "month", "day", "hour", "minute"];
        var given = names.Zip(columns).Where(pair => pair.Second is not null)
            .TakeWhile((pair, i) => pair.First == names[i]).ToArray();
        var json = string.Join(", ", given.Select(pair => $"\"{pair.First}\": {GuessText.Quote(pair.Second!)}"));
        // Months and years stay features: seasons are in them.
        return new GuessedTime(
            $"{{ \"columns\": {{ {json} }} }}", string.Join(", ", given.Select(pair => pair.Second)), [])
        {
            Parts = [.. given.Select(pair => pair.Second!)],
        };
    }

    private static GuessedTime Counted(FileProfile file, DateTimeOffset now, List<string> doubts)
    {
        var start = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var cyclic = file.Columns.FirstOrDefault(column => CyclesOfADay.Contains(column.Cycle ?? 0));
        if (cyclic is not null)
        {
            var part = TimeSpan.FromDays(1) / cyclic.Cycle!.Value;
            doubts.Add($"no column holds a time: {cyclic.Name} begins anew each {cyclic.Cycle} rows, which is taken "
                + $"for a day, so that rows are {GuessText.Span(part)} apart, from 2020 on");
            return Rows(start, part);
        }
        TimeSpan[] steps = [TimeSpan.FromHours(1), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1)];
        var step = steps.First(step => start + file.Rows * step < now || step == steps[^1]);
        doubts.Add($"no column holds a time: the rows count as {GuessText.Span(step)} apart, from 2020 on, in the "
            + "file's order (--time names a column)");
        return Rows(start, step);
    }

    private static GuessedTime Rows(DateTimeOffset start, TimeSpan step)
    {
        var span = GuessText.Span(step);
        return new GuessedTime(
            $"{{ \"start\": \"{start:yyyy-MM-dd}T00:00Z\", \"step\": \"{span}\" }}",
            $"the file's order, {span} a row", [])
        {
            IsMadeUp = true,
        };
    }
}

/// <summary>A guess of when rows were: as JSON, in words, and the columns that are no features then.</summary>
internal sealed record GuessedTime(string Json, string Told, ImmutableArray<string> Columns)
{
    /// <summary>The columns that hold a year, a month, and so on.</summary>
    public ImmutableArray<string> Parts { get; init; } = [];

    /// <summary>Gets true where the file has no time: days of the week mean nothing then.</summary>
    public bool IsMadeUp { get; init; }
}
