using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Story.Tests;

public sealed class BadInputTests : IDisposable
{
    private readonly StoryFolder folder = new();
    private readonly StringWriter errors = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Whatever_is_wrong_is_said_at_once_and_no_database_is_made()
    {
        var rows = folder.Rows("east", days: 30, seed: 1, _ => 10);
        File.AppendAllText(rows, "2025-02-05T00:00:00Z,wet,50\n");
        var policy = folder.Write(
            "wrong.json", """{ "triggers": { "budgetRuns": 0 }, "probation": { "worseBy": "much" } }""");
        Assert.Equal(2, await RunAsync(rows, "--policy", policy));
        Assert.Contains("policy.triggers.budgetRuns", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("policy.probation.worseBy", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("wet", errors.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(folder.Database));
    }

    [Fact]
    public async Task A_database_of_another_replay_is_refused_and_left_as_it_is()
    {
        var rows = folder.Rows("east", days: 25, seed: 1, _ => 10);
        Assert.Equal(0, await RunAsync(rows, "--policy", folder.Policy()));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            ReplayAsync(rows, folder.Policy("\"last-value\""), seed: 1));
        Assert.Contains("holds a replay with another policy", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<InvalidOperationException>(() => ReplayAsync(rows, folder.Policy(), seed: 2));
        Assert.Contains("holds a replay with another seed", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync(rows, "--policy", folder.Policy()));
    }

    private Task<int> RunAsync(string rows, params string[] more) =>
        new RetrainCommand(new FleetReplay(), TimeProvider.System, TextWriter.Null, errors).RunAsync(
            ["replay", rows, "--source", folder.Source(), "--database", folder.Database, "--quiet", .. more]);

    private Task<ReplayResult> ReplayAsync(string rows, string policy, ulong seed)
    {
        var (input, problems) = new ReplayOptions
        {
            Files = [rows], Source = folder.Source(), PolicyFile = policy,
        }.Read(TimeProvider.System.GetUtcNow());
        Assert.Empty(problems);
        return new FleetReplay().RunAsync(
            new ReplayPlan(input!.Streams, input.Policy, seed, folder.Database),
            new Progress<PhaseProgress>(), CancellationToken.None);
    }
}
