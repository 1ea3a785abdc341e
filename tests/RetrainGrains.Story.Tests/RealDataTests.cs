using System.Text.Json;

namespace RetrainGrains.Story.Tests;

/// <summary>Recorded data, where a machine has it beside the repository.</summary>
public sealed class RealDataTests
{
    [Fact]
    public async Task The_default_policy_is_at_most_one_percent_behind_the_fixed_policy_that_is_best_in_hindsight()
    {
        var rows = Path.Combine(Repository.Root, "..", "shared", "data", "bike", "hour.csv");
        Assert.SkipUnless(File.Exists(rows), "the data set bike/hour.csv is not on this machine");
        using var folder = new StoryFolder();
        var report = folder.PathOf("report.json");
        // The first months in service: the whole year, with all its trainings, takes minutes.
        var source = Path.Combine(Repository.Root, "deploy", "sources", "bike-with-lags.json");
        var command = new RetrainCommand(new FleetReplay(), TimeProvider.System, TextWriter.Null, TextWriter.Null);
        var code = await command.RunAsync(
        [
            "replay", rows, "--source", source, "--quiet", "--to", "2012-03-01",
            "--compare", "never,weekly/all,weekly/30d,weekly/180d,weekly/all/change,last-value", "--json", report,
        ]);
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(File.ReadAllText(report));
        var model = json.RootElement.GetProperty("models")[0];
        Assert.Equal(6, model.GetProperty("fixedPolicies").GetArrayLength());
        Assert.InRange(model.GetProperty("relativeError").GetDouble(), 0, 1.01);
    }
}
