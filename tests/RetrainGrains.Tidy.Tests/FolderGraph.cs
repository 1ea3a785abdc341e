using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RetrainGrains.Tidy.Tests;

/// <summary>A use of a type of one folder in a file of another.</summary>
internal sealed record FolderArrow(string From, string To, string File, string Type);

/// <summary>The graph of the folders of one project by their uses of each other's types.</summary>
internal sealed class FolderGraph(IReadOnlyCollection<FolderArrow> arrows)
{
    private static readonly MetadataReference[] Runtime =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    // As in `ImplicitUsings`.
    private static readonly string[] Implicit =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading",
        "System.Threading.Tasks",
    ];

    public IReadOnlyCollection<FolderArrow> Arrows => arrows;

    /// <summary>Compiles a project in memory, over those that it references.</summary>
    /// <param name="name">The project's name.</param>
    /// <param name="sources">Each file's path inside the project, and its code.</param>
    /// <param name="usings">The namespaces that the project file imports into each file.</param>
    /// <param name="known">The projects that it references, compiled before.</param>
    public static CSharpCompilation Compile(
        string name, IEnumerable<(string File, string Code)> sources, IEnumerable<string> usings,
        IEnumerable<Compilation> known)
    {
        var imported = string.Concat(Implicit.Concat(usings).Select(space => $"global using {space};\n"));
        var parsing = new CSharpParseOptions(LanguageVersion.Preview);
        return CSharpCompilation.Create(
            name,
            [
                .. sources.Select(source => CSharpSyntaxTree.ParseText(source.Code, parsing, source.File)),
                CSharpSyntaxTree.ParseText(imported, parsing, ""),
            ],
            [.. Runtime, .. known.Select(project => project.ToMetadataReference())]);
    }

    /// <summary>Finds each folder's uses of other folders' types: one arrow for a file and a type.</summary>
    public static FolderGraph Of(CSharpCompilation project)
    {
        var arrows = project.SyntaxTrees.AsParallel().SelectMany(tree => ArrowsOf(project, tree));
        return new FolderGraph([.. arrows.Distinct().OrderBy(arrow => arrow.File).ThenBy(arrow => arrow.Type)]);
    }

    /// <summary>
    /// Finds the sets of folders that each use, directly or over others, all of the same set: none when folders are
    /// layers.
    /// </summary>
    public string[][] Circles()
    {
        var next = arrows.ToLookup(arrow => arrow.From, arrow => arrow.To);
        HashSet<string> ReachedFrom(string folder)
        {
            HashSet<string> seen = [];
            Stack<string> open = new(next[folder]);
            while (open.TryPop(out var at))
            {
                if (!seen.Add(at)) continue;
                foreach (var to in next[at]) open.Push(to);
            }
            return seen;
        }
        var reached = next.ToDictionary(from => from.Key, from => ReachedFrom(from.Key));
        return
        [
            .. reached.Keys.Where(folder => reached[folder].Contains(folder))
                .GroupBy(folder => string.Join(' ', reached[folder]
                    .Where(other => reached.GetValueOrDefault(other)?.Contains(folder) == true).Order()))
                .Select(circle => circle.Order().ToArray()),
        ];
    }

    private static IEnumerable<FolderArrow> ArrowsOf(CSharpCompilation project, SyntaxTree tree)
    {
        var from = FolderOf(tree.FilePath);
        var model = project.GetSemanticModel(tree);
        foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (name.FirstAncestorOrSelf<UsingDirectiveSyntax>() is not null) continue;
            foreach (var type in TypesOf(model.GetSymbolInfo(name)))
            {
                if (type.DeclaringSyntaxReferences is not [var declared, ..]) continue;
                if (!project.ContainsSyntaxTree(declared.SyntaxTree)) continue;
                var to = FolderOf(declared.SyntaxTree.FilePath);
                if (!AreOne(from, to)) yield return new FolderArrow(from, to, tree.FilePath, type.Name);
            }
        }
    }

    // A member counts as its type: a call on a value is as much a use as a written name.
    private static IEnumerable<INamedTypeSymbol> TypesOf(SymbolInfo info)
    {
        foreach (var symbol in info.Symbol is { } one ? [one] : info.CandidateSymbols)
        {
            var type = symbol switch
            {
                INamedTypeSymbol named => named,
                IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol => symbol.ContainingType,
                _ => null,
            };
            if (type is not null) yield return type.OriginalDefinition;
        }
    }

    // A folder and the folders inside of it count as one.
    private static bool AreOne(string one, string other) => one == other
        || one.StartsWith(other + "/", StringComparison.Ordinal)
        || other.StartsWith(one + "/", StringComparison.Ordinal);

    private static string FolderOf(string file) => Path.GetDirectoryName(file) is { Length: > 0 } folder ? folder : ".";
}
