using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Tests.Policies;

/// <summary>The published schema, by which editors complete and check policies.</summary>
public sealed class PolicyCommandTests
{
    private static readonly Lazy<Task<string>> Printed = new(PrintAsync);

    public static TheoryData<string> PresetNames => [.. Presets.Names];

    public static TheoryData<string> Examples =>
        [.. Readme().Where(block => JsonDocument.Parse(block).RootElement.EnumerateObject().All(IsPartOfPolicy))];

    [Theory]
    [MemberData(nameof(PresetNames))]
    public async Task Every_preset_is_valid(string name) =>
        Assert.True(await IsValidAsync(DomainJson.Write(Presets.Find(name))));

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Every_policy_of_the_readme_is_valid(string policy) => Assert.True(await IsValidAsync(policy));

    [Fact]
    public void The_readme_has_examples_of_policies() => Assert.Equal(4, Examples.Count);

    [Theory]
    [InlineData("""{ "trigers": {} }""")]
    [InlineData("""{ "drift": { "windw": "7d" } }""")]
    [InlineData("""{ "drift": { "window": 7 } }""")]
    [InlineData("""{ "drift": { "window": "7 weeks" } }""")]
    [InlineData("""{ "challengers": { "combination": "mix" } }""")]
    [InlineData("""{ "triggers": { "budgetRuns": -1 } }""")]
    [InlineData("""{ "triggers": { "change": [{ "detector": "adwin", "lambda": 1 }] } }""")]
    [InlineData("""{ "triggers": { "change": [{ "detector": "none" }] } }""")]
    [InlineData("""{ "challengers": { "recipes": [7] } }""")]
    public async Task A_misspelt_key_or_a_value_of_another_kind_is_not(string policy) =>
        Assert.False(await IsValidAsync(policy));

    [Fact]
    public async Task It_says_what_a_setting_means_and_what_holds_without_it()
    {
        var schema = JsonNode.Parse(await Printed.Value)!;

        var kept = schema["properties"]!["keepWindows"]!;
        var share = schema["properties"]!["schedule"]!["properties"]!["costAware"]!["properties"]!["costShare"]!;

        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string?)schema["$schema"]);
        Assert.Equal("35d", (string?)kept["default"]);
        Assert.StartsWith("The length of the windows that are kept", (string?)kept["description"]);
        Assert.Equal(
            (0.05, 0, 1_000), ((double?)share["default"], (double?)share["minimum"], (double?)share["maximum"]));
    }

    private static async Task<bool> IsValidAsync(string policy) =>
        JsonSchema.FromText(await Printed.Value).Evaluate(JsonDocument.Parse(policy).RootElement).IsValid;

    private static async Task<string> PrintAsync()
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var code = await new RetrainCommand(new FleetReplay(), TimeProvider.System, output, errors)
            .RunAsync(["policy", "schema"]);
        Assert.Equal((0, ""), (code, errors.ToString()));
        return output.ToString();
    }

    private static IEnumerable<string> Readme() => File.ReadAllText(Path.Combine(SharedData.Repository, "README.md"))
        .Split("```")
        .Where(block => block.StartsWith("json\n", StringComparison.Ordinal)).Select(block => block["json\n".Length..]);

    private static bool IsPartOfPolicy(JsonProperty setting) =>
        setting.Name is "drift" or "triggers" or "schedule" or "performance" or "challengers" or "gates";
}
