using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Sources;

/// <summary>Reads the part of a source file that makes coarser rows of a file's rows.</summary>
internal static class AggregationReader
{
    private static readonly TimeSpan StepMax = TimeSpan.FromDays(366);

    public static Aggregation? Read(JsonSection parent)
    {
        if (parent.Section("aggregate") is not { } section) return null;
        var step = section.Span("step");
        if (!section.Has("step")) section.Report("step", "", "must be given, such as 1h");
        else if (step is { } given && (given <= TimeSpan.Zero || given > StepMax))
            section.Report("step", DomainJson.Write(given).Trim('"'), "must be positive and at most 366 days");
        var aggregation = new Aggregation(step ?? TimeSpan.FromHours(1), ReadColumns(section))
        {
            Stamp = section.Choice<PeriodStamp>("stamp") ?? PeriodStamp.End,
            MinimumRows = section.Count("minimumRows", 1, 1_000_000) ?? 1,
        };
        section.Close();
        return aggregation;
    }

    private static ImmutableDictionary<string, AggregatedColumn> ReadColumns(JsonSection parent)
    {
        var columns = ImmutableDictionary<string, AggregatedColumn>.Empty;
        if (!parent.Has("columns"))
            parent.Report("columns", "", "must be given, such as {\"rain\": \"sum\", \"temperature\": \"mean\"}");
        if (parent.Section("columns") is not { } section) return columns;
        foreach (var name in section.MemberNames)
        {
            if (!section.IsObject(name))
            {
                var way = section.Choice<AggregateBy>(name) ?? default;
                columns = columns.SetItem(name, new AggregatedColumn(name, way));
                continue;
            }
            var column = section.Section(name)!;
            if (!column.Has("by")) column.Report("by", "", "must be given, such as sum");
            columns = columns.SetItem(
                name, new AggregatedColumn(column.RequiredText("column"), column.Choice<AggregateBy>("by") ?? default));
            column.Close();
        }
        return columns;
    }
}
