namespace RetrainGrains.Tidy.Tests;

/// <summary>Who may know whom: an arrow that is not listed must not compile.</summary>
public sealed class ArrowTests
{
    private const string Tests = ".Tests";

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Embedded.Orleans"] = [],
        ["Embedded.Orleans.Dashboard"] = ["Embedded.Orleans"],
        ["Embedded.Grpc"] = [],
        ["RetrainGrains.Statistics"] = [],
        ["RetrainGrains.Domain"] = ["RetrainGrains.Statistics"],
        ["RetrainGrains.Learning"] = ["RetrainGrains.Statistics"],
        ["RetrainGrains.Storage"] = ["RetrainGrains.Domain", "RetrainGrains.Learning"],
        ["RetrainGrains.Fleet.Contracts"] = ["RetrainGrains.Domain", "Embedded.Orleans"],
        ["RetrainGrains.Fleet"] =
            ["RetrainGrains.Domain", "RetrainGrains.Fleet.Contracts", "RetrainGrains.Storage", "RetrainGrains.Learning"],
        ["RetrainGrains.Gateway"] =
            ["RetrainGrains.Fleet.Contracts", "RetrainGrains.Storage", "RetrainGrains.Learning", "Embedded.Grpc"],
    };

    /// <summary>The executables may know every project but tests.</summary>
    private static readonly string[] Free = ["RetrainGrains.Server", "RetrainGrains.Cli"];

    public static TheoryData<string> Projects =>
        [.. SourceTree.Projects.Where(project => project.StartsWith("src/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_knows_only_whom_it_may(string project)
    {
        var name = SourceTree.NameOf(project);
        var known = SourceTree.References(project, "ProjectReference").Select(SourceTree.NameOf).ToArray();

        Assert.True(Allowed.ContainsKey(name) || Free.Contains(name), $"{name} has no listed arrows");
        Assert.DoesNotContain(known, other => other.EndsWith(Tests, StringComparison.Ordinal));
        if (Allowed.TryGetValue(name, out var allowed)) Assert.Subset(allowed.ToHashSet(), known.ToHashSet());
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = SourceTree.Read("RetrainGrains.sln").Replace('\\', '/');

        Assert.NotEmpty(SourceTree.Projects);
        Assert.All(
            SourceTree.Projects, project => Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_package_version_is_central()
    {
        var central = SourceTree.References("Directory.Packages.props", "PackageVersion").ToHashSet();

        Assert.All(SourceTree.Projects, project =>
        {
            Assert.DoesNotContain("VersionOverride", SourceTree.Read(project), StringComparison.Ordinal);
            Assert.All(
                SourceTree.References(project, "PackageReference"), package => Assert.Contains(package, central));
            Assert.DoesNotMatch("<PackageReference[^>]* Version=", SourceTree.Read(project));
        });
    }
}
