namespace RetrainGrains.Server.Tests.Commands;

/// <summary>The README's blocks of code, as they stand there.</summary>
internal static class Readme
{
    public static DirectoryInfo Root { get; } = FindRoot();

    /// <summary>Finds the one block that holds a text, without the line that opens it.</summary>
    public static string Block(string holding)
    {
        var parts = File.ReadAllText(Path.Combine(Root.FullName, "README.md")).ReplaceLineEndings("\n").Split("```");
        // Every second part is a block.
        var block = parts.Where((_, i) => i % 2 == 1)
            .Single(part => part.Contains(holding, StringComparison.Ordinal));
        return block[(block.IndexOf('\n') + 1)..];
    }

    private static DirectoryInfo FindRoot()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "RetrainGrains.sln"))) root = root.Parent;
        return root;
    }
}
