using System.Text.RegularExpressions;

namespace RetrainGrains.Tidy.Tests;

/// <summary>The tests of the top-level layout and of the names, by which a stranger navigates.</summary>
public sealed partial class LayoutTests
{
    private static readonly HashSet<string> TopLevel =
    [
        "src", "tests", "deploy", "proto", "RetrainGrains.sln", "docker-compose.yml", "README.md", ".editorconfig",
        "LICENSE",
        ".gitignore", ".ci", "Directory.Build.props", "Directory.Packages.props", "CONTRIBUTING.md",
    ];

    [Fact]
    public void The_top_level_holds_only_what_belongs_there()
    {
        string[] strangers = [.. SourceTree.Files.Select(file => file.Split('/')[0]).Distinct().Except(TopLevel)];

        Assert.Empty(strangers);
    }

    [Fact]
    public void No_name_is_a_catch_all()
    {
        string[] found = [.. SourceTree.Files.Where(file => file.Split('/').Any(part => CatchAll().IsMatch(part)))];

        Assert.Empty(found);
    }

    [Theory]
    [InlineData("StringUtils.cs", true)]
    [InlineData("Common", true)]
    [InlineData("RunManager.cs", true)]
    [InlineData("Uncommonly.cs", false)]
    [InlineData("Management.cs", false)]
    public void A_catch_all_is_a_word_of_the_name(string name, bool found)
    {
        Assert.Equal(found, CatchAll().IsMatch(name));
    }

    [Fact]
    public void Nothing_in_the_product_is_left_for_later()
    {
        var product = SourceTree.Sources.Where(file => file.StartsWith("src/", StringComparison.Ordinal));
        string[] unfinished = [.. product.Where(file => Unfinished().IsMatch(SourceTree.Read(file)))];

        Assert.Empty(unfinished);
    }

    [GeneratedRegex("(Utils?|Helpers?|Common|Manager)(?![a-z])")]
    private static partial Regex CatchAll();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b")]
    private static partial Regex Unfinished();
}
