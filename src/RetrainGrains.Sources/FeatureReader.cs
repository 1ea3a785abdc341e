using RetrainGrains.Learning.Data;

namespace RetrainGrains.Sources;

/// <summary>Reads one entry of a source file's feature list.</summary>
public static class FeatureReader
{
    // A year of hours; longer memories are the learner's business.
    private const int StepsMax = 8_784;
    private static readonly string[] Kinds = ["column", "lag", "change", "rolling", "last", "calendar"];

    public static SourceFeature? Read(JsonSection section)
    {
        var name = section.RequiredText("name");
        var kinds = Kinds.Where(section.Has).ToArray();
        if (kinds.Length != 1)
        {
            section.Report("", string.Join(", ", kinds), $"must have exactly one of {string.Join(", ", Kinds)}");
            return null;
        }
        SourceFeature? feature = kinds[0] switch
        {
            "column" => ReadColumn(section, name),
            "calendar" => new CalendarFeature(
                name, section.Choice<CalendarPart>("calendar") ?? default, section.Flag("cyclic"))
            {
                Of = section.Choice<CalendarTime>("of") ?? CalendarTime.Row,
            },
            "last" => ReadLast(section, name),
            _ => section.Section(kinds[0]) is { } part ? ReadDerived(part, name, kinds[0]) : null,
        };
        if (feature is LagFeature lag) feature = ReadKind(section, lag);
        if (feature is not null && section.Texts("by") is { } by)
        {
            if (kinds[0] is "column" or "calendar")
                section.Report("by", string.Join(", ", by), "must be left out: this feature does not look back");
            feature = feature with { By = by };
        }
        section.Close();
        return feature;
    }

    private static ColumnFeature ReadColumn(JsonSection section, string name)
    {
        var (kind, categories) = ReadKind(section);
        return new ColumnFeature(name, section.RequiredText("column"), kind) { Categories = categories };
    }

    private static LagFeature ReadKind(JsonSection section, LagFeature lag)
    {
        var (kind, categories) = ReadKind(section);
        if (kind == FeatureKind.Categorical && lag.Column is null)
            section.Report("kind", "categorical", "must be of a column: the target's classes are numbers already");
        return lag with { Kind = kind, Categories = categories };
    }

    private static (FeatureKind Kind, ImmutableArray<string>? Categories) ReadKind(JsonSection section)
    {
        var kind = section.Choice<FeatureKind>("kind") ?? FeatureKind.Numeric;
        var categories = section.Texts("categories");
        if (kind == FeatureKind.Numeric && categories is { } given)
            section.Report("categories", given.Length, "must be left out for a numeric feature");
        return (kind, categories);
    }

    private static LastFeature ReadLast(JsonSection section, string name)
    {
        if (!section.Flag("last")) section.Report("last", "", "must be true");
        return new LastFeature(name);
    }

    private static SourceFeature ReadDerived(JsonSection section, string name, string kind)
    {
        var column = section.Text("column");
        var countsRows = section.Has("rows");
        var least = kind == "lag" ? 0 : 1;
        var (steps, rows) = (section.Count("steps", least, StepsMax), section.Count("rows", least, StepsMax));
        if (section.Has("steps") == countsRows)
            section.Report("steps", "", "must be given, or rows, which counts rows whatever their times, and not both");
        SourceFeature feature = kind switch
        {
            "lag" => new LagFeature(name, column, rows ?? steps ?? 1),
            "change" => new ChangeFeature(name, column, rows ?? steps ?? 1, section.Flag("relative")),
            _ => new RollingFeature(
                name, column, rows ?? steps ?? 1, section.Choice<Statistic>("statistic") ?? Statistic.Mean,
                section.Count("lag", 0, StepsMax)),
        };
        section.Close();
        return feature with { CountsRows = countsRows };
    }
}
