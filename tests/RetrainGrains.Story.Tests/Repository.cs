namespace RetrainGrains.Story.Tests;

/// <summary>The checkout that these tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && folder.GetFiles("RetrainGrains.sln").Length == 0) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("no RetrainGrains.sln above the tests");
    }
}
