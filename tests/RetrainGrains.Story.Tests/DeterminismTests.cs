using System.Text.RegularExpressions;

namespace RetrainGrains.Story.Tests;

public sealed partial class DeterminismTests : IDisposable
{
    private readonly StoryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_same_seed_gives_the_same_ledger_twice_and_on_any_number_of_processors()
    {
        string[] files =
        [
            folder.Rows("east", days: 30, seed: 1, day => day < 5 ? 20 : -20),
            folder.Rows("west", days: 30, seed: 2, _ => 10),
        ];
        var ledger = Replay(files, seed: 3, processors: 1);
        Assert.Equal(64, ledger.Length);
        Assert.Equal(ledger, Replay(files, seed: 3, processors: 1));
        Assert.Equal(ledger, Replay(files, seed: 3, processors: 2));
        Assert.Equal(ledger, Replay(files, seed: 3, processors: 4));
        Assert.NotEqual(ledger, Replay(files, seed: 4, processors: 4));
    }

    private string Replay(string[] files, int seed, int processors)
    {
        var printed = RetrainProcess.Run(
            [
                "replay", .. files, "--source", folder.Source(), "--policy", folder.Policy(),
                "--seed", $"{seed}", "--quiet",
            ],
            processors);
        return Ledger().Match(printed).Groups[1].Value;
    }

    [GeneratedRegex("ledger ([0-9a-f]{64})")]
    private static partial Regex Ledger();
}
