namespace RetrainGrains.Cli.Sources;

/// <summary>Reads the part of a source file that says where a row's time comes from.</summary>
public static class RowTimeReader
{
    public static RowTime Read(JsonSection parent)
    {
        if (!parent.Has("time")) parent.Report("time", "", "must be given");
        if (parent.Section("time") is not { } section) return new TimeStep(default, default);
        var time = ReadKind(section) with
        {
            Offset = ReadOffset(section),
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
            section.Texts("formats") ?? TimeColumn.DefaultFormats,
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

    private static TimeSpan ReadOffset(JsonSection section)
    {
        if (section.Text("offset") is not { } text) return TimeSpan.Zero;
        var valid = DateTimeOffset.TryParseExact(
            "2000-01-01" + text, "yyyy-MM-ddzzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed);
        if (!valid) section.Report("offset", text, "must be an offset from UTC such as +08:00");
        return parsed.Offset;
    }
}
