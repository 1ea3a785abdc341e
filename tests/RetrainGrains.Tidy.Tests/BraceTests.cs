using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RetrainGrains.Tidy.Tests;

/// <summary>
/// The one style of braces: none about a single statement that fits on the line of its condition, and about every
/// other.
/// The second half is the compiler's (`csharp_prefer_braces` in `.editorconfig`).
/// </summary>
public sealed class BraceTests
{
    private const int Columns = 120;

    [Fact]
    public void A_statement_that_fits_beside_its_condition_has_no_braces()
    {
        string[] found = [.. SourceTree.Sources.SelectMany(file => Needless(file, SourceTree.Read(file)))];

        Assert.True(found.Length == 0, $"{found.Length} found:\n{string.Join('\n', found.Take(60))}");
    }

    [Theory]
    [InlineData("if (a)\n{\n    b();\n}", true)]
    [InlineData("foreach (var a in b)\n{\n    c();\n}", true)]
    [InlineData("if (a) b();", false)]
    [InlineData("if (a)\n{\n    // why\n    b();\n}", false)]
    [InlineData("if (a)\n{\n    b();\n}\nelse\n{\n    c();\n    d();\n}", false)]
    [InlineData("if (a)\n{\n    if (b) c();\n}", false)]
    public void Needless_braces_are_found(string code, bool found)
    {
        Assert.Equal(found, Needless("C.cs", code).Any());
    }

    private static IEnumerable<string> Needless(string file, string code)
    {
        var tree = CSharpSyntaxTree.ParseText(code);
        foreach (var block in tree.GetRoot().DescendantNodes().OfType<BlockSyntax>())
        {
            if (block.Statements is not [var only] || !IsSimple(only) || HasComments(block)) continue;
            if (block.Parent is not (IfStatementSyntax { Else: null, Parent: not ElseClauseSyntax }
                or ForStatementSyntax or ForEachStatementSyntax or WhileStatementSyntax))
            {
                continue;
            }
            var line = tree.GetLineSpan(TextSpanOf(block.Parent!, block)).StartLinePosition;
            var head = tree.GetText().ToString(TextSpanOf(block.Parent!, block)).TrimEnd();
            if (head.Contains('\n') || only.ToString().Contains('\n')) continue;
            var length = line.Character + head.Length + 1 + only.ToString().Length;
            if (length <= Columns) yield return $"{file}:{line.Line + 1}";
        }
    }

    // What may stand beside its condition: nothing that has a body of its own.
    private static bool IsSimple(StatementSyntax statement) => statement is ExpressionStatementSyntax
        or ReturnStatementSyntax or ThrowStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax
        or YieldStatementSyntax;

    private static bool HasComments(BlockSyntax block) => block.DescendantTrivia().Any(trivia =>
        trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia));

    private static Microsoft.CodeAnalysis.Text.TextSpan TextSpanOf(SyntaxNode statement, BlockSyntax block) =>
        Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(statement.SpanStart, block.SpanStart);
}
