using System.Collections.Concurrent;
using System.Text;

namespace RetrainGrains.Tidy.Tests;

/// <summary>The tests that the folders of a project are layers or neighbours and form no circle.</summary>
public sealed class FolderTests
{
    private static readonly ConcurrentDictionary<string, Lazy<Microsoft.CodeAnalysis.CSharp.CSharpCompilation>>
        Compiled = new();

    public static TheoryData<string> Projects =>
        [.. SourceTree.Projects.Where(project => project.StartsWith("src/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_folders_of_a_project_form_no_circle(string project)
    {
        var graph = FolderGraph.Of(Compile(project));
        var told = new StringBuilder();
        foreach (var circle in graph.Circles())
        {
            told.AppendLine(string.Join(", ", circle));
            foreach (var arrow in graph.Arrows.Where(arrow => circle.Contains(arrow.From) && circle.Contains(arrow.To))
                .GroupBy(arrow => (arrow.From, arrow.To)))
            {
                var uses = arrow.Select(use => $"{Path.GetFileNameWithoutExtension(use.File)} → {use.Type}").ToArray();
                told.AppendLine($"  {arrow.Key.From} → {arrow.Key.To} ({uses.Length}): "
                    + string.Join(", ", uses.Take(6)));
            }
        }

        Assert.True(told.Length == 0, told.ToString());
    }

    [Fact]
    public void A_circle_of_folders_is_found()
    {
        var graph = FolderGraph.Of(FolderGraph.Compile(
            "P",
            [
                ("A/One.cs", "namespace P.A; class One { P.B.Two? next; }"),
                ("B/Two.cs", "namespace P.B; class Two { void Go() => new P.C.Three().One().Go(); }"),
                ("C/Three.cs", "namespace P.C; class Three { public P.A.One One() => new(); }"),
                ("D/Four.cs", "namespace P.D; class Four : P.A.One { }"),
            ],
            [],
            []));

        Assert.Equal([["A", "B", "C"]], graph.Circles());
    }

    [Fact]
    public void Layers_are_no_circle()
    {
        var graph = FolderGraph.Of(FolderGraph.Compile(
            "P",
            [
                ("Top.cs", "namespace P; class Top { P.A.One one = new(); }"),
                ("A/One.cs", "namespace P.A; public class One { public P.B.Two? two; }"),
                ("B/Two.cs", "namespace P.B; public class Two { }"),
            ],
            [],
            []));

        Assert.Empty(graph.Circles());
        Assert.Equal([(".", "A"), ("A", "B")], graph.Arrows.Select(arrow => (arrow.From, arrow.To)).Distinct().Order());
    }

    private static Microsoft.CodeAnalysis.CSharp.CSharpCompilation Compile(string project) => Compiled.GetOrAdd(
        project,
        static project => new(() =>
        {
            var folder = Path.GetDirectoryName(project)! + "/";
            return FolderGraph.Compile(
                SourceTree.NameOf(project),
                SourceTree.Sources.Where(file => file.StartsWith(folder, StringComparison.Ordinal))
                    .Select(file => (file[folder.Length..], SourceTree.Read(file))),
                SourceTree.References(project, "Using"),
                Known(project).Select(Compile));
        })).Value;

    private static IEnumerable<string> Known(string project) => SourceTree.References(project, "ProjectReference")
        .Select(SourceTree.NameOf).Select(name => $"src/{name}/{name}.csproj")
        .SelectMany(other => Known(other).Append(other)).Distinct();
}
