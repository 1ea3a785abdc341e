namespace RetrainGrains.Cli.Tests;

/// <summary>The repository's source files, and the real data beside the repository where a machine has it.</summary>
internal static class SharedData
{
    public static string Repository { get; } = FindRepository();

    public static string SourceFile(string name) => Path.Combine(Repository, "deploy", "sources", name + ".json");

    /// <summary>The path of a data file; the test is skipped where the data is not there.</summary>
    public static string Require(string relative)
    {
        var path = Path.Combine(Repository, "..", "shared", "data", relative);
        Assert.SkipUnless(File.Exists(path), $"the data set {relative} is not on this machine");
        return path;
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !folder.EnumerateFiles("RetrainGrains.sln").Any()) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("no RetrainGrains.sln above the tests");
    }
}
