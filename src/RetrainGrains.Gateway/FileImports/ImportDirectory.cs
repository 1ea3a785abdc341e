using RetrainGrains.Gateway.Requests;

namespace RetrainGrains.Gateway.FileImports;

/// <summary>Finds files by paths that callers give: below one directory of the server, and nowhere else.</summary>
internal static class ImportDirectory
{
    private const string Field = "path";
    private const int PathLengthMax = 1_000;

    // As many as an operating system follows.
    private const int LinksMax = 40;

    /// <summary>Finds a file; null, with the rule that the path breaks, where it must not or cannot be read.</summary>
    public static FileInfo? Find(string? root, string path, ProblemList problems)
    {
        if (root is null)
        {
            problems.Add(Field, path, "cannot be read: the server's setting ImportDirectory names no directory, and "
                + "without it no file of the server is");
            return null;
        }
        if (RequestRules.Text(Field, path, 1, PathLengthMax) is { } wrong)
        {
            problems.Add(wrong);
            return null;
        }
        var isBelow = !Path.IsPathRooted(path) && !path.Contains('\0', StringComparison.Ordinal)
            && !Parts(path).Contains("..");
        if (!isBelow)
        {
            problems.Add(Field, path, "must be a path below the server's ImportDirectory, without \"..\"");
            return null;
        }
        return Follow(root, path, problems);
    }

    private static FileInfo? Follow(string root, string path, ProblemList problems)
    {
        var home = Resolve(Path.GetFullPath(root));
        var found = home is null ? null : Resolve(Path.Combine(home, path));
        if (found is not null && !found.StartsWith($"{home}{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        {
            problems.Add(Field, path, "must be a path below the server's ImportDirectory: a link leads out of it");
            return null;
        }
        var file = found is null ? null : new FileInfo(found);
        // What is no file of its own, as a pipe is, has no length, and would be waited for.
        if (file is { Exists: true, Length: > 0 }) return file;
        problems.Add(Field, path, "must be a file with rows below the server's ImportDirectory");
        return null;
    }

    // The last link alone is resolved by the framework, not those on the way to it.
    private static string? Resolve(string path)
    {
        var real = Path.GetPathRoot(path)!;
        var left = new Stack<string>(Parts(path[real.Length..]).Reverse());
        var links = 0;
        while (left.TryPop(out var part))
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }
            var next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }
            if (++links > LinksMax) return null;
            if (Path.IsPathRooted(target)) real = Path.GetPathRoot(target)!;
            foreach (var further in Parts(target).Reverse()) left.Push(further);
        }
        return real;
    }

    private static IEnumerable<string> Parts(string path) => path
        .Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries)
        .Where(part => part != ".");
}
