using System.Text.RegularExpressions;

namespace RetrainGrains.Tidy.Tests;

/// <summary>The tests that the README's stage table, the rules' folders and the tests' folders agree.</summary>
public sealed partial class StageTableTests
{
    private const string Domain = "src/RetrainGrains.Domain/";
    private const string DomainTests = "tests/RetrainGrains.Domain.Tests/";

    // Below and above the rules: what everybody uses, all settings together, and the story that asks the rules.
    private static readonly string[] Layers = ["Primitives", "Policies", "Lifecycle"];

    [Fact]
    public void Every_rule_that_the_table_names_has_a_folder_and_every_folder_a_row()
    {
        Assert.Equal(Folders(Domain).Except(Layers), NamedRules(SourceTree.Read("README.md")));
    }

    [Fact]
    public void The_tests_of_the_rules_have_the_rules_folders()
    {
        Assert.NotEmpty(Folders(Domain));
        Assert.Equal(Folders(Domain), Folders(DomainTests));
    }

    [Fact]
    public void The_table_is_read_by_its_header()
    {
        const string readme = """
            | other | table |
            |---|---|
            | `Nothing` | `Nowhere` |

            | stage | pure rule | asked by | the question |
            |---|---|---|---|
            | drift, performance | `Drift`, `Domain/Performance` | ModelGrain | moved? |
            | serving | in process | gateway | score now |
            | challengers | `Domain/Challengers` (+ Learning) | TrainingQueueGrain | `which`? |

            | stage 2 | `Elsewhere` |
            """;

        Assert.Equal(["Challengers", "Drift", "Performance"], NamedRules(readme));
    }

    private static SortedSet<string> NamedRules(string readme)
    {
        var rows = readme.Split('\n').Select(Cells).SkipWhile(cells => cells is not ["stage", "pure rule", ..])
            .ToArray();
        Assert.True(rows.Length > 2, "README.md has no table with the columns | stage | pure rule | …");
        return new(rows.Skip(2).TakeWhile(cells => cells.Length > 1)
            .SelectMany(cells => Folder().Matches(cells[1]).Select(match => match.Groups[1].Value)),
                StringComparer.Ordinal);
    }

    private static string[] Cells(string line) =>
        line.TrimStart().StartsWith('|') ? [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim())] : [];

    private static SortedSet<string> Folders(string root) => new(
        SourceTree.Files.Where(
            file => file.StartsWith(root, StringComparison.Ordinal) && file[root.Length..].Contains('/'))
            .Select(file => file[root.Length..].Split('/')[0]),
        StringComparer.Ordinal);

    [GeneratedRegex("`(?:Domain/)?([A-Za-z]+)`")]
    private static partial Regex Folder();
}
