using System.Diagnostics;
using System.Xml.Linq;

namespace RetrainGrains.Tidy.Tests;

/// <summary>The repository that these tests were built from, as git and the disk know it.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot();

    /// <summary>The tracked files and new ones that git does not ignore, with / between folders.</summary>
    public static string[] Files { get; } = ListFiles();

    public static IEnumerable<string> Projects =>
        Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal));

    public static IEnumerable<string> Sources => Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal));

    public static string PathOf(string file) => Path.Combine(Root, file);

    public static string Read(string file) => File.ReadAllText(PathOf(file));

    public static string NameOf(string project) => Path.GetFileNameWithoutExtension(project.Replace('\\', '/'));

    public static IEnumerable<string> References(string project, string item) => XDocument.Load(PathOf(project))
        .Descendants(item).Select(element => (string?)element.Attribute("Include") ?? "");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RetrainGrains.sln"))) folder =
            folder.Parent;
        return folder?.FullName
            ?? throw new DirectoryNotFoundException($"no RetrainGrains.sln above {AppContext.BaseDirectory}");
    }

    private static string[] ListFiles()
    {
        var git = new ProcessStartInfo("git", ["ls-files", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root, RedirectStandardOutput = true,
        };
        using var process = Process.Start(git)!;
        var listed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"git ls-files ended with {process.ExitCode} in {Root}");
        }
        return [.. listed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(PathOf(file)))];
    }
}
