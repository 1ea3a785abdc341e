namespace RetrainGrains.Client.Tests;

/// <summary>
/// The example of the client's README: it is compiled here as it stands there, and run against a server.
/// </summary>
public sealed class ReadmeExampleTests(LiveServer live)
{
    [Fact]
    public async Task It_predicts_records_checks_and_changes_a_policy()
    {
        var options = live.Options;
        using (var setting = new RetrainClient(options)) await Street.ServeAsync(setting, "street");

        // RETRAIN_URL, RETRAIN_TOKEN and RETRAIN_CA say which server, unless options are given.
        using var client = new RetrainClient(options);

        var asked = Rows.ToPredict(new Dictionary<string, object?> { ["wind"] = 3.5, ["weather"] = "rain" });
        var answer = await client.PredictAsync("street", asked);
        Console.WriteLine($"{answer.Prediction.Value} by {answer.Version}");

        // Hours later, as the truth comes.
        var recorded = await client.RecordOutcomesAsync("street", [Rows.Outcome(asked.PredictionId, 41)]);
        Console.WriteLine(recorded.Statuses[0]);

        var check = await client.CheckAsync("street", dryRun: true);
        Console.WriteLine(string.Join('\n', check.Explanation));
        await client.PatchPolicyAsync("street", """{ "triggers": { "cooldown": "2d" } }""");

        Assert.Equal(V1.RecordStatus.Stored, recorded.Statuses[0]);
        Assert.NotEmpty(check.Explanation);
    }

    [Fact]
    public void The_example_is_the_one_of_the_README()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "RetrainGrains.sln"))) root = root.Parent;
        string[] Lines(params string[] path) =>
            File.ReadAllLines(Path.Combine([root!.FullName, .. path])).Select(line => line.Trim()).ToArray();

        var readme = Lines("src", "RetrainGrains.Client", "README.md");
        var example = readme.SkipWhile(line => line != "```csharp").Skip(1).TakeWhile(line => line != "```");
        var test = Lines("tests", "RetrainGrains.Client.Tests", "ReadmeExampleTests.cs");

        Assert.NotEmpty(example);
        Assert.Contains(string.Join('\n', example), string.Join('\n', test), StringComparison.Ordinal);
    }
}
