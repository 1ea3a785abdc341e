using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client;

/// <summary>Reads the options by which lists are narrowed.</summary>
internal static class Choice
{
    public const int PageMax = 1_000;

    // What one terminal shows; a program reads pages.
    private const int LimitMax = 100_000;

    /// <summary>Reads a value of an enumeration by its name; its first one, for all, where none is given.</summary>
    public static T Of<T>(string option, string? name, List<Problem> problems) where T : struct, Enum
    {
        if (name is null) return default;
        if (Shown.Named<T>(name) is { } found && !found.Equals(default(T))) return found;
        var known = Enum.GetValues<T>().Where(value => !value.Equals(default(T))).Select(Shown.Name);
        problems.Add(Problem.Of(option, name, $"must be one of {string.Join(", ", known)}"));
        return default;
    }

    public static IEnumerable<Problem> Limit(int limit) =>
        limit is >= 1 and <= LimitMax ? [] : [Problem.Of("--limit", limit, $"must be 1 to {LimitMax:N0}")];
}
