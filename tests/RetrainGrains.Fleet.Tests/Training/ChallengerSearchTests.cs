namespace RetrainGrains.Fleet.Tests.Training;

public sealed class ChallengerSearchTests
{
    private const string Policy = """
        {
          "challengers": {
            "recipes": ["leafwise/30d", "last-value"],
            "trees": { "numberOfTrees": 12, "numberOfLeaves": 6, "minimumExampleCountPerLeaf": 10 },
            "search": { "trials": 4, "folds": 2 }
          }
        }
        """;

    [Fact]
    public void A_run_searches_where_the_policy_asks_and_the_version_keeps_what_was_found() =>
        TestFleet.Run(async fleet =>
    {
        var view = await new StationFleet(fleet, new Station(1)).StartAsync(Policy);

        var searched = view.State.Candidates[0].Version!;
        Assert.NotNull(searched.SearchedAt);
        Assert.Contains("LearningRate", searched.Parameters!.Keys);
        Assert.Null(view.State.Candidates[1].Version!.Parameters);
    });

    [Fact]
    public void The_same_seed_finds_the_same_version()
    {
        var artifacts = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            TestFleet.Run(async fleet => artifacts.Add(
                (await new StationFleet(fleet, new Station(1)).StartAsync(Policy))
                    .State.Candidates[0].Version!.ArtifactId));
        }

        Assert.Single(artifacts.Distinct());
    }
}
