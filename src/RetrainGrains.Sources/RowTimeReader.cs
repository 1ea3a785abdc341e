namespace RetrainGrains.Sources;

/// <summary>Reads the part of a source file that says where a row's time comes from.</summary>
public static class RowTimeReader
{
    public static RowTime Read(JsonSection parent)
    {
        if (!parent.Has("time")) parent.Report("time", "", "must be given");
        if (parent.Section("time") is not { } section) return new TimeStep(default, default);
        var time = ReadKind(section) with
        {
            Zone = ReadZone(section),
            Shift = section.Span("shift") ?? TimeSpan.Zero,
        };
        section.Close();
        return time;
    }

    private static RowTime ReadKind(JsonSection section)
    {
        var kinds = new[] { "columns", "column", "start" }.Count(section.Has);
        if (kinds != 1) section.Report("", "", "must have exactly one of columns, column and start");
        if (section.Section("columns") is { } parts) return ReadParts(parts);
        if (section.Has("start")) return ReadStep(section);
        return new TimeColumn(
            kinds == 0 ? "" : section.RequiredText("column"),
            section.Texts("formats") is { Length: > 0 } formats ? formats : TimeColumn.DefaultFormats,
            section.Text("hour"), section.Text("minute"));
    }

    private static TimeParts ReadParts(JsonSection section)
    {
        var parts = new TimeParts(
            section.RequiredText("year"), section.RequiredText("month"), section.RequiredText("day"),
            section.Text("hour"), section.Text("minute"));
        section.Close();
        return parts;
    }

    private static TimeStep ReadStep(JsonSection section)
    {
        var text = section.RequiredText("start");
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Styles, out var start))
        {
            section.Report("start", text, "must be a time such as 2013-03-01T00:00Z");
        }
        if (!section.Has("step")) section.Report("step", "", "must be given with start");
        return new TimeStep(start.ToUniversalTime(), section.Span("step") ?? TimeSpan.FromHours(1));
    }

    private static TimeZoneInfo ReadZone(JsonSection section)
    {
        var offset = ReadOffset(section);
        if (section.Text("timeZone") is not { } name) return FixedZone(offset);
        if (section.Has("offset"))
            section.Report("timeZone", name, "must be given without offset: it says the offset of every time");
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)) return zone;
        section.Report("timeZone", name, "must be a name of the time zone database, such as Europe/Berlin or UTC");
        return TimeZoneInfo.Utc;
    }

    private static TimeZoneInfo FixedZone(TimeSpan offset)
    {
        if (offset == TimeSpan.Zero) return TimeZoneInfo.Utc;
        var sign = offset < TimeSpan.Zero ? '-' : '+';
        var name = string.Create(CultureInfo.InvariantCulture, $"{sign}{offset:hh\\:mm}");
        return TimeZoneInfo.CreateCustomTimeZone(name, offset, name, name);
    }

    private static TimeSpan ReadOffset(JsonSection section)
    {
        if (section.Text("offset") is not { } text) return TimeSpan.Zero;
        var valid = DateTimeOffset.TryParseExact(
            "2000-01-01" + text, "yyyy-MM-ddzzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed);
        if (!valid) section.Report("offset", text, "must be an offset from UTC such as +08:00");
        return parsed.Offset;
    }
}
