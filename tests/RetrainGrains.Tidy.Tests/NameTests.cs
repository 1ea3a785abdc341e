using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RetrainGrains.Tidy.Tests;

/// <summary>
/// The rule of one word for one thing: types end with the word of their role, and with no other for it.
/// </summary>
public sealed partial class NameTests
{
    /// <summary>Endings that types must not have, each with the one to use instead.</summary>
    private static readonly Dictionary<string, string> Instead = new()
    {
        ["Settings"] = "Policy (of a model) or Options (of a program)",
        ["Config"] = "Policy or Options",
        ["Configuration"] = "Policy or Options",
        ["Arguments"] = "Options",
        ["Reading"] = "Report (what was seen), Parser or Loader (who reads)",
        ["Intake"] = "Accumulator",
        ["Stage"] = "Step",
        ["Desk"] = "Service",
        ["Watch"] = "Detector or Circuit",
        ["Words"] = "a method Describe of what is described",
        ["Keeper"] = "Rule",
        ["Info"] = "Report, State or View",
        ["Data"] = "a word for what it holds",
    };

    /// <summary>Types of the field, of a protocol or of a runtime that carry such a word.</summary>
    private static readonly HashSet<string> Known = [];

    [Fact]
    public void A_type_ends_with_the_word_of_its_role()
    {
        string[] found =
        [
            .. SourceTree.Sources.Where(file => file.StartsWith("src/", StringComparison.Ordinal))
                .SelectMany(file => Broken(SourceTree.Read(file)).Select(broken => $"{file}: {broken}")),
        ];

        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    [Theory]
    [InlineData("record ReplaySettings;", "ReplaySettings: say Policy (of a model) or Options (of a program)")]
    [InlineData("class RunStage { }", "RunStage: say Step")]
    [InlineData("interface ISampleIntake { }", "ISampleIntake: say Accumulator")]
    [InlineData("record ReplayOptions;", null)]
    public void A_foreign_ending_is_found(string code, string? broken)
    {
        Assert.Equal(broken, Broken(code).SingleOrDefault());
    }

    private static IEnumerable<string> Broken(string code) => CSharpSyntaxTree.ParseText(code).GetRoot()
        .DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Select(type => type.Identifier.Text)
        .Where(name => !Known.Contains(name) && Instead.ContainsKey(LastWord().Match(name).Value))
        .Select(name => $"{name}: say {Instead[LastWord().Match(name).Value]}");

    [GeneratedRegex("[A-Z][a-z0-9]*$")]
    private static partial Regex LastWord();
}
