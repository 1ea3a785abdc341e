using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Sources;

/// <summary>
/// Loads the command line's files as streams, one model a file, and reports all problems of all files at once.
/// </summary>
public static class StreamLoader
{
    /// <summary>The most models of one replay: beyond it a machine's memory, not this program, decides.</summary>
    private const int FilesMax = 1_000;

    /// <summary>Loads the files as the source file says that an option names; none where anything is wrong.</summary>
    public static ImmutableArray<ObservationStream> Load(
        string option, string sourcePath, IEnumerable<string> files, Period period, List<Problem> problems)
    {
        if (ReadSource(option, sourcePath, problems) is not { } source) return [];
        var (streams, unreadable) = Load(source, files, period);
        problems.AddRange(unreadable);
        return streams;
    }

    /// <summary>Reads the source file that an option names; null where anything is wrong with it.</summary>
    public static SourceFile? ReadSource(string option, string path, List<Problem> problems)
    {
        try
        {
            var (source, wrong) = SourceReader.Read(File.ReadAllText(path));
            problems.AddRange(wrong.Select(problem => problem with { Field = $"{path}: {problem.Field}" }));
            return source;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(Problem.Of(option, path, $"cannot be read: {error.Message}"));
            return null;
        }
    }

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
