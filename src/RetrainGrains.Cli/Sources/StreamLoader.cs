using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Sources;

/// <summary>From the command line's files to streams, one model a file; all problems of all files at once.</summary>
public static class StreamLoader
{
    /// <summary>Models of one replay: beyond it a machine's memory, not this program, decides.</summary>
    private const int FilesMax = 1_000;

    public static (ImmutableArray<ObservationStream> Streams, IReadOnlyList<Problem> Problems) Load(
        SourceFile source, IEnumerable<string> files, Period period)
    {
        var problems = new List<Problem>();
        string[] paths = [.. files.SelectMany(pattern => Expand(pattern, problems)).Distinct()];
        if (paths.Length > FilesMax) problems.Add(Problem.Of("FILES", paths.Length, $"must be at most {FilesMax}"));
        if (source.ModelId is not null && paths.Length > 1)
        {
            problems.Add(Problem.Of("source.modelId", source.ModelId, "must be left out for several files"));
        }
        foreach (var same in paths.GroupBy(path => ModelIdOf(source, path)).Where(same => same.Count() > 1))
        {
            problems.Add(Problem.Of("FILES", string.Join(", ", same), $"would all be model {same.Key}: rename a file"));
        }
        if (problems.Count > 0) return ([], problems);
        var streams = ImmutableArray.CreateBuilder<ObservationStream>();
        foreach (var path in paths)
        {
            if (new TableReader(source).Read(path, problems) is not { } table) continue;
            var stream = StreamBuilder.Build(source, ModelIdOf(source, path), table, period, path, problems);
            if (stream is not null) streams.Add(stream);
        }
        return problems.Count == 0 ? (streams.ToImmutable(), []) : ([], [.. problems.Distinct()]);
    }

    private static string ModelIdOf(SourceFile source, string path) =>
        source.ModelId ?? Path.GetFileNameWithoutExtension(path);

    // Shells expand patterns; this is for quoted ones and for shells that do not.
    private static IEnumerable<string> Expand(string pattern, List<Problem> problems)
    {
        if (!pattern.AsSpan().ContainsAny('*', '?')) return [pattern];
        var folder = Path.GetDirectoryName(pattern) is { Length: > 0 } named ? named : ".";
        var found = Directory.Exists(folder)
            ? Directory.GetFiles(folder, Path.GetFileName(pattern)).Order(StringComparer.Ordinal).ToArray()
            : [];
        if (found.Length == 0) problems.Add(Problem.Of("FILES", pattern, "matches no file"));
        return found;
    }
}
