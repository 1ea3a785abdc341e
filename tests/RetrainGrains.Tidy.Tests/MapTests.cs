using System.Text.RegularExpressions;

namespace RetrainGrains.Tidy.Tests;

/// <summary>The map of the source names what is there, and its examples are code that tests compile.</summary>
public sealed partial class MapTests
{
    private const string Map = "src/README.md";

    [Fact]
    public void Every_name_on_the_map_is_a_type_a_project_or_a_folder()
    {
        var known = SourceTree.Sources.Where(file => file.StartsWith("src/", StringComparison.Ordinal))
            .SelectMany(file => Declared().Matches(SourceTree.Read(file)).Select(match => match.Groups[1].Value))
            .Concat(SourceTree.Files.SelectMany(file => file.Split('/')[..^1]))
            .ToHashSet();
        var prose = Code().Replace(SourceTree.Read(Map), "");

        Assert.Empty(Names(prose).Except(known));
    }

    [Fact]
    public void Every_example_on_the_map_is_compiled_in_a_test()
    {
        var tests = SourceTree.Sources.Where(file => file.StartsWith("tests/", StringComparison.Ordinal))
            .Select(SourceTree.Read).ToArray();
        var examples = Code().Matches(SourceTree.Read(Map)).Select(match => match.Groups[2].Value)
            .Where(code => code.Contains("class ", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(examples);
        Assert.All(examples, code =>
            Assert.Contains(tests, test => test.Contains(code.Trim(), StringComparison.Ordinal)));
    }

    [Fact]
    public void A_name_on_the_map_is_a_word_in_code_marks_that_begins_with_a_capital()
    {
        Assert.Equal(
            ["ModelGrain", "RetrainGrains.Fleet"],
            Names("`ModelGrain` in `RetrainGrains.Fleet`, `a b`, `retrain`, Word"));
    }

    private static IEnumerable<string> Names(string prose) =>
        Marked().Matches(prose).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"\b(?:class|record struct|record|struct|interface|enum) ([A-Z]\w*)")]
    private static partial Regex Declared();

    [GeneratedRegex("```(\\w*)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("`([A-Z][A-Za-z.]*)`")]
    private static partial Regex Marked();
}
