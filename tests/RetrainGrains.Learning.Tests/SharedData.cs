namespace RetrainGrains.Learning.Tests;

/// <summary>The real data beside the repository, where a machine has it.</summary>
internal static class SharedData
{
    /// <summary>The path of a data file; the test is skipped where the data is not there.</summary>
    public static string Require(string relative) => Find("data", relative);

    /// <summary>The path of an input that once went wrong, by the table of ../shared/cases.</summary>
    public static string RequireCase(string relative) => Find("cases", relative);

    private static string Find(string kind, string relative)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !folder.EnumerateFiles("RetrainGrains.sln").Any()) folder = folder.Parent;
        Assert.SkipUnless(folder?.Parent is not null, "the tests do not run within the repository");
        var path = Path.Combine(folder!.Parent!.FullName, "shared", kind, relative);
        Assert.SkipUnless(File.Exists(path), $"the data set {relative} is not on this machine");
        return path;
    }
}
