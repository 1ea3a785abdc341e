using System.Text.RegularExpressions;

namespace RetrainGrains.Tidy.Tests;

/// <summary>The rule that a summary names its subject: it begins with a verb, or with an article and a noun.</summary>
public sealed partial class SummaryTests
{
    // First words that leave out what a summary is about.
    private const string Prepositions =
        "About|Above|After|Against|Among|As|At|Before|Behind|Below|Beside|Besides|Between|Beyond|By|During|Except|"
        + "For|From|In|Inside|Into|Like|Near|Of|Off|On|Onto|Out|Over|Per|Since|Than|Through|To|Towards|Under|Until|"
        + "Up|Upon|Via|With|Within|Without";
    private const string Conjunctions = "And|Because|But|If|Nor|Or|So|Though|Unless|While|Yet";
    private const string Values =
        "All|Another|Any|Anything|Both|Each|Either|Empty|Enough|Every|Everything|False|Few|Half|Infinite|Many|NaN|"
        + "Neither|Never|No|Nobody|None|Not|Nothing|Null|Several|Some|Somebody|Something|True|Twice|Zero|One|Two|"
        + "Three|Four|Five|Six|Seven|Eight|Nine|Ten";
    private const string Pronouns = "He|It|Its|She|Their|They|That|These|This|Those|We|You";
    private const string Questions = "Am|Are|Can|Could|Do|Does|Is|May|Must|Should|Was|Were|Will|Would";
    private const string Adverbs =
        "Added|Adjusted|Already|Also|Always|Asked|Automatic|Boosted|Called|Cut|Divided|Due|Exact|Fewer|Filled|"
        + "Least|Less|Longer|Longest|More|Most|Only|Rectified|Set|Shorter|Shortest|Squared|Strict|Told|Too|Trained|"
        + "Unconfirmed|Uniform|Valid|Written";

    [Fact]
    public void No_summary_begins_with_a_question_word() => AssertNone(
        SourceTree.Sources.Where(file => !file.EndsWith(nameof(SummaryTests) + ".cs", StringComparison.Ordinal)),
        Question());

    [Fact]
    public void No_summary_in_the_sources_begins_with_a_fragment() => AssertNone(
        SourceTree.Sources.Where(file => file.StartsWith("src/", StringComparison.Ordinal)), Fragment());

    [Theory]
    [InlineData("/// <summary>What a check sees.</summary>", true)]
    [InlineData("/// <summary>\n    /// Whether it serves.\n    /// </summary>", true)]
    [InlineData("/// <summary>The question of what a check sees.</summary>", false)]
    [InlineData("/// <summary>\n    /// Wholly new.\n    /// </summary>", false)]
    public void A_question_word_is_the_first_of_the_summary(string comment, bool found)
    {
        Assert.Equal(found, Question().IsMatch(Assert.Single(Summaries(comment))));
    }

    [Theory]
    [InlineData("/// <summary>NaN without rows.</summary>", true)]
    [InlineData("/// <summary>\n    /// Of a mean loss.\n    /// </summary>", true)]
    [InlineData("/// <summary>0 when it is ready.</summary>", true)]
    [InlineData("/// <summary>(score - target)^2 / 2.</summary>", true)]
    [InlineData("/// <summary>The mean; NaN without rows.</summary>", false)]
    [InlineData("/// <summary>\n    /// Offers a mean loss.\n    /// </summary>", false)]
    [InlineData("/// <summary>Returns 0 when it is ready.</summary>", false)]
    [InlineData("/// <summary><inheritdoc/></summary>", false)]
    public void A_fragment_begins_with_a_word_that_leaves_out_the_subject(string comment, bool found)
    {
        Assert.Equal(found, Fragment().IsMatch(Assert.Single(Summaries(comment))));
    }

    private static void AssertNone(IEnumerable<string> files, Regex start)
    {
        string[] found =
        [
            .. files.SelectMany(file => Summaries(SourceTree.Read(file))
                .Where(summary => start.IsMatch(summary)).Select(summary => $"{file}: {summary}")),
        ];

        Assert.True(found.Length == 0, $"{found.Length} found:\n{string.Join('\n', found.Take(60))}");
    }

    private static IEnumerable<string> Summaries(string code) => Summary().Matches(code)
        .Select(match => LineStart().Replace(match.Groups[1].Value, " ").Trim());

    [GeneratedRegex("<summary>(.*?)</summary>", RegexOptions.Singleline)]
    private static partial Regex Summary();

    [GeneratedRegex(@"\s*\n\s*///\s*")]
    private static partial Regex LineStart();

    [GeneratedRegex("^(What|How|Who|Whose|Whom|Where|When|Why|Whether|Which)\\b")]
    private static partial Regex Question();

    [GeneratedRegex(
        $"^(({Prepositions}|{Conjunctions}|{Values}|{Pronouns}|{Questions}|{Adverbs})\\b|[^A-Z<])")]
    private static partial Regex Fragment();
}
