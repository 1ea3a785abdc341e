using System.Text.RegularExpressions;

namespace RetrainGrains.Tidy.Tests;

/// <summary>The tests of the references between projects: one that is not listed must not compile.</summary>
public sealed partial class ArrowTests
{
    private const string Tests = ".Tests";

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["RetrainGrains.Statistics"] = [],
        ["RetrainGrains.Domain"] = ["RetrainGrains.Learning", "RetrainGrains.Statistics"],
        ["RetrainGrains.Learning"] = ["RetrainGrains.Statistics"],
        ["RetrainGrains.Sources"] = ["RetrainGrains.Domain", "RetrainGrains.Learning"],
        ["RetrainGrains.Storage"] = ["RetrainGrains.Domain"],
        ["RetrainGrains.Fleet"] = ["RetrainGrains.Domain", "RetrainGrains.Learning", "RetrainGrains.Storage"],
        ["RetrainGrains.Orleans"] = ["RetrainGrains.Fleet"],
        ["RetrainGrains.Protocol"] = [],
        ["RetrainGrains.Client"] = ["RetrainGrains.Protocol"],
        ["RetrainGrains.Gateway"] = ["RetrainGrains.Fleet", "RetrainGrains.Protocol", "RetrainGrains.Sources"],
        ["RetrainGrains.Cli"] = ["RetrainGrains.Fleet", "RetrainGrains.Protocol", "RetrainGrains.Sources"],
    };

    /// <summary>The executables that compose all others and may reference every project but tests.</summary>
    private static readonly string[] Free = ["RetrainGrains.Server"];

    /// <summary>The packages of runtimes and protocols, and the projects of the product that may name them.</summary>
    private static readonly (string Package, string[] Projects)[] Runtimes =
    [
        // Of this one only the marker interfaces, and the generator of their proxies.
        ("Microsoft.Orleans.Sdk", ["RetrainGrains.Fleet"]),
        ("Microsoft.Orleans.", ["RetrainGrains.Orleans"]),
        ("Grpc.AspNetCore", ["RetrainGrains.Gateway", "RetrainGrains.Server"]),
        ("Microsoft.Data.Sqlite", ["RetrainGrains.Storage"]),
    ];

    public static TheoryData<string> Projects =>
        [.. SourceTree.Projects.Where(project => project.StartsWith("src/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_knows_only_whom_it_may(string project)
    {
        var name = SourceTree.NameOf(project);

        Assert.True(Allowed.ContainsKey(name) || Free.Contains(name), $"{name} has no listed arrows");
        Assert.Empty(Forbidden(name, SourceTree.References(project, "ProjectReference").Select(SourceTree.NameOf)));
    }

    [Theory]
    [InlineData("RetrainGrains.Domain", "RetrainGrains.Learning", true)]
    [InlineData("RetrainGrains.Domain", "RetrainGrains.Storage", false)]
    [InlineData("RetrainGrains.Gateway", "RetrainGrains.Orleans", false)]
    [InlineData("RetrainGrains.Server", "RetrainGrains.Orleans", true)]
    [InlineData("RetrainGrains.Server", "RetrainGrains.Server.Tests", false)]
    public void An_arrow_that_is_not_listed_is_found(string from, string to, bool allowed)
    {
        Assert.Equal(allowed, !Forbidden(from, [to]).Any());
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_runtime_is_named_only_where_it_belongs(string project)
    {
        string[] strangers =
        [
            .. SourceTree.References(project, "PackageReference").Where(package => Runtimes
                .FirstOrDefault(runtime => package.StartsWith(runtime.Package, StringComparison.Ordinal))
                .Projects is { } projects && !projects.Contains(SourceTree.NameOf(project))),
        ];

        Assert.Empty(strangers);
    }

    [Fact]
    public void No_source_declares_a_type_in_a_namespace_of_a_runtime()
    {
        string[] found = [.. SourceTree.Sources.Where(file => ForeignNamespace().IsMatch(SourceTree.Read(file)))];

        Assert.Empty(found);
    }

    [Theory]
    [InlineData("Orleans.Runtime;", true)]
    [InlineData("Grpc.Core\n{", true)]
    [InlineData("RetrainGrains.Orleans;", false)]
    public void A_namespace_of_a_runtime_is_found(string name, bool found)
    {
        Assert.Equal(found, ForeignNamespace().IsMatch($"using System;\n\nnamespace {name}"));
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

    [Fact]
    public void Every_pinned_package_is_used()
    {
        var used = SourceTree.Projects.Append("Directory.Build.props")
            .SelectMany(project => SourceTree.References(project, "PackageReference")).ToHashSet();
        // BenchmarkDotNet asks for these, in versions that not every feed holds.
        string[] transitive = ["Microsoft.Diagnostics.Tracing.TraceEvent", "System.Management"];

        Assert.Empty(
            SourceTree.References("Directory.Packages.props", "PackageVersion").Except(used).Except(transitive));
    }

    private static IEnumerable<string> Forbidden(string name, IEnumerable<string> known) => known.Where(other =>
        other.EndsWith(Tests, StringComparison.Ordinal)
        || (Allowed.TryGetValue(name, out var allowed) && !allowed.Contains(other)));

    [GeneratedRegex(@"^namespace (Orleans|Grpc)\b", RegexOptions.Multiline)]
    private static partial Regex ForeignNamespace();
}
