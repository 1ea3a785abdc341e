using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RetrainGrains.Tidy.Tests;

/// <summary>The tests of the size of files and methods and of the length of lines.</summary>
public sealed class SizeTests
{
    private const int FileLines = 400;
    private const int GrainLines = 200;
    private const int MethodLines = 70;
    private const int Columns = 120;

    [Fact]
    public void A_file_has_at_most_400_lines_and_a_grain_200()
    {
        AssertNone(SourceTree.Sources.Select(file => (file, Lines: Lines(file).Length))
            .Where(found => found.Lines > (IsGrain(found.file) ? GrainLines : FileLines))
            .Select(found => $"{found.file}: {found.Lines} lines"));
    }

    [Fact]
    public void A_line_has_at_most_120_columns()
    {
        AssertNone(SourceTree.Sources.SelectMany(file => Lines(file).Index()
            .Where(line => line.Item.Length > Columns)
            .Select(line => $"{file}:{line.Index + 1}: {line.Item.Length} columns")));
    }

    [Fact]
    public void A_method_has_at_most_70_lines()
    {
        AssertNone(SourceTree.Sources.SelectMany(LongMethods));
    }

    [Fact]
    public void A_long_method_is_found()
    {
        var body = string.Concat(Enumerable.Repeat("        x++;\n", MethodLines));
        var code = $"class C\n{{\n    void M()\n    {{\n        var x = 0;\n{body}    }}\n}}\n";

        Assert.Equal("C.cs:3: M has 74 lines", Assert.Single(LongMethods("C.cs", code)));
    }

    private static bool IsGrain(string file) =>
        file.StartsWith("src/RetrainGrains.Fleet/", StringComparison.Ordinal)
            && file.EndsWith("Grain.cs", StringComparison.Ordinal);

    private static string[] Lines(string file) => File.ReadAllLines(SourceTree.PathOf(file));

    private static IEnumerable<string> LongMethods(string file) => LongMethods(file, SourceTree.Read(file));

    private static IEnumerable<string> LongMethods(string file, string code)
    {
        foreach (var node in CSharpSyntaxTree.ParseText(code).GetRoot().DescendantNodes())
        {
            var name = node switch
            {
                MethodDeclarationSyntax method => method.Identifier.Text,
                LocalFunctionStatementSyntax function => function.Identifier.Text,
                BaseMethodDeclarationSyntax => node.Kind().ToString(),
                AccessorDeclarationSyntax accessor => accessor.Keyword.Text,
                _ => null,
            };
            if (name is null) continue;
            var span = node.GetLocation().GetLineSpan();
            var lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
            if (lines > MethodLines) yield return $"{file}:{span.StartLinePosition.Line + 1}: {name} has {lines} lines";
        }
    }

    private static void AssertNone(IEnumerable<string> found)
    {
        var all = found.ToArray();
        Assert.True(all.Length == 0, $"{all.Length} found:\n{string.Join('\n', all.Take(40))}");
    }
}
