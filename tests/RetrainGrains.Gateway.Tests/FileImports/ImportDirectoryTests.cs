using RetrainGrains.Gateway.FileImports;
using RetrainGrains.Gateway.Requests;

namespace RetrainGrains.Gateway.Tests.FileImports;

/// <summary>A path leads to a file below the directory, or is refused with the rule that it breaks.</summary>
public sealed class ImportDirectoryTests : IDisposable
{
    private const string Below = "must be a path below the server's ImportDirectory";

    private readonly string folder = Directory.CreateTempSubdirectory("retrain-paths-").FullName;
    private readonly string root;

    public ImportDirectoryTests()
    {
        root = Path.Combine(folder, "root");
        Directory.CreateDirectory(Path.Combine(root, "plain"));
        Directory.CreateDirectory(Path.Combine(folder, "rooted"));
        File.WriteAllText(Path.Combine(root, "plain", "rows.csv"), "a");
        File.WriteAllText(Path.Combine(root, "empty.csv"), "");
        File.WriteAllText(Path.Combine(folder, "rooted", "secret.csv"), "a");
        Link("inside", "plain");
        Link("chain", "inside");
        Link("around", Path.Combine(root, "plain", "..", "plain"));
        Link("outside", Path.Combine("..", "rooted"));
        Link("absolute", Path.Combine(folder, "rooted"));
        Link("further", "outside");
        Link("loop", "loop");
        File.CreateSymbolicLink(Path.Combine(root, "secret.csv"), Path.Combine(folder, "rooted", "secret.csv"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("plain/rows.csv")]
    [InlineData("./plain//rows.csv")]
    [InlineData("inside/rows.csv")]
    [InlineData("chain/rows.csv")]
    [InlineData("around/rows.csv")]
    public void A_file_below_the_directory_is_found_also_by_links_that_stay_there(string path)
    {
        var problems = new ProblemList();

        Assert.EndsWith("/root/plain/rows.csv", ImportDirectory.Find(root, path, problems)!.FullName);
        Assert.False(problems.Any);
    }

    [Theory]
    [InlineData("../rooted/secret.csv", Below)]
    [InlineData("plain/../../rooted/secret.csv", Below)]
    [InlineData("plain/../plain/rows.csv", Below)]
    [InlineData("/etc/hostname", Below)]
    [InlineData("plain/rows.csv\0", Below)]
    [InlineData("secret.csv", "a link leads out of it")]
    [InlineData("outside/secret.csv", "a link leads out of it")]
    [InlineData("absolute/secret.csv", "a link leads out of it")]
    [InlineData("further/secret.csv", "a link leads out of it")]
    [InlineData("loop/rows.csv", "must be a file with rows")]
    [InlineData("plain", "must be a file with rows")]
    [InlineData("nothing.csv", "must be a file with rows")]
    [InlineData("empty.csv", "must be a file with rows")]
    [InlineData("", "must have 1 to 1000 characters")]
    public void Any_other_path_is_refused_with_the_rule(string path, string rule)
    {
        var problems = new ProblemList();

        Assert.Null(ImportDirectory.Find(root, path, problems));

        var problem = Assert.Single(problems.Take()!.Value);
        Assert.Equal(("path", path), (problem.Field, problem.Value));
        Assert.Contains(rule, problem.Rule);
    }

    private void Link(string name, string target) => Directory.CreateSymbolicLink(Path.Combine(root, name), target);
}
