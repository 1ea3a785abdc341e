namespace RetrainGrains.Deploy.Tests;

/// <summary>The repository that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(string file) => Path.Combine(Root, file);

    public static string Read(string file) => File.ReadAllText(PathOf(file));

    /// <summary>Finds the files below a folder by pattern, relative to the root, without build output.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(PathOf(folder), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);

    /// <summary>Finds all files that an operator applies, mounts or reads.</summary>
    public static IEnumerable<string> Operated() =>
        Files("deploy", "*").Where(file => !file.StartsWith("deploy/sources/", StringComparison.Ordinal))
            .Append("docker-compose.yml");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RetrainGrains.sln"))) folder =
            folder.Parent;
        return folder?.FullName
            ?? throw new DirectoryNotFoundException($"no RetrainGrains.sln above {AppContext.BaseDirectory}");
    }
}
