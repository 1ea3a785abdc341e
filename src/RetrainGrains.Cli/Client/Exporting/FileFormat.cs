using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Exporting;

/// <summary>The format of a file that is written: the one that is named, else the one that its ending tells.</summary>
internal static class FileFormat
{
    /// <summary>Finds the format among those of the endings; its default, with the problem, where it is none.</summary>
    public static T Of<T>(string? named, string path, (string Ending, T Format)[] known, List<Problem> problems)
        where T : struct, Enum
    {
        var found = named is null
            ? known.FirstOrDefault(one => path.EndsWith(one.Ending, StringComparison.OrdinalIgnoreCase)).Format
            : Shown.Named<T>(named) ?? default;
        if (!found.Equals(default(T))) return found;
        var names = string.Join(" or ", known.Select(one => Shown.Name(one.Format)));
        problems.Add(named is null
            ? Problem.Of("--format", Path.GetFileName(path), $"must be given, {names}, where the file ends neither in "
                + string.Join(" nor in ", known.Select(one => one.Ending)))
            : Problem.Of("--format", named, $"must be {names}"));
        return default;
    }
}
