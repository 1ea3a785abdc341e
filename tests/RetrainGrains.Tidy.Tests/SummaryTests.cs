using System.Text.RegularExpressions;

namespace RetrainGrains.Tidy.Tests;

/// <summary>The rule that a summary names its subject: it begins with a verb, or with an article and a noun.</summary>
public sealed partial class SummaryTests
{
    [Fact]
    public void No_summary_begins_with_a_question_word()
    {
        string[] found =
        [
            .. SourceTree.Sources.Where(file => !file.EndsWith(nameof(SummaryTests) + ".cs", StringComparison.Ordinal))
                .SelectMany(file => Summaries(SourceTree.Read(file))
                .Where(summary => Question().IsMatch(summary)).Select(summary => $"{file}: {summary}")),
        ];

        Assert.True(found.Length == 0, $"{found.Length} found:\n{string.Join('\n', found.Take(60))}");
    }

    [Theory]
    [InlineData("/// <summary>What a check sees.</summary>", true)]
    [InlineData("/// <summary>\n    /// Whether it serves.\n    /// </summary>", true)]
    [InlineData("/// <summary>The question of what a check sees.</summary>", false)]
    [InlineData("/// <summary>\n    /// Wholly new.\n    /// </summary>", false)]
    public void A_question_word_is_the_first_of_the_summary(string comment, bool found)
    {
        Assert.Equal(found, Question().IsMatch(Assert.Single(Summaries(comment))));
    }

    private static IEnumerable<string> Summaries(string code) => Summary().Matches(code)
        .Select(match => LineStart().Replace(match.Groups[1].Value, " ").Trim());

    [GeneratedRegex("<summary>(.*?)</summary>", RegexOptions.Singleline)]
    private static partial Regex Summary();

    [GeneratedRegex(@"\s*\n\s*///\s*")]
    private static partial Regex LineStart();

    [GeneratedRegex("^(What|How|Who|Whose|Whom|Where|When|Why|Whether|Which)\\b")]
    private static partial Regex Question();
}
