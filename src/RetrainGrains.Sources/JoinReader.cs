namespace RetrainGrains.Sources;

/// <summary>Reads the part of a source file that names the files to join.</summary>
internal static class JoinReader
{
    private const int JoinsMax = 10;

    public static ImmutableArray<SourceJoin> Read(JsonSection parent)
    {
        var sections = parent.Sections("join");
        if (sections.Count > JoinsMax) parent.Report("join", sections.Count, $"must list at most {JoinsMax} files");
        return [.. sections.Select(ReadOne)];
    }

    private static SourceJoin ReadOne(JsonSection section)
    {
        var join = new SourceJoin(section.RequiredText("file"), section.Texts("on") ?? [])
        {
            Take = section.Names("take") ?? ImmutableDictionary<string, string>.Empty,
            Optional = section.Flag("optional"),
        };
        if (join.On.IsEmpty) section.Report("on", "", "must list the columns that both files have");
        if (join.Take.Count == 0) section.Report("take", "", "must name columns, such as {\"date\": \"date\"}");
        section.Close();
        return join;
    }
}
