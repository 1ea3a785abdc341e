using RetrainGrains.Fleet.Training;

namespace RetrainGrains.Fleet.Tests.Training;

/// <summary>One challenger, trained outside a fleet.</summary>
internal sealed record OneTraining(FeatureSchema Schema, string Recipe, TreeSettings Trees)
{
    public SearchPolicy? Search { get; init; }
    public ImmutableSortedDictionary<string, double>? Parameters { get; init; }

    public TrainedChallenger Of(MaturedRow[] rows)
    {
        Assert.True(Domain.Challengers.Recipe.TryParse(Recipe, out var recipe), Recipe);
        var now = rows[^1].KnownAt;
        var planned = new PlannedChallenger(0, recipe, DateTimeOffset.UnixEpoch, now, long.MaxValue, 7)
        {
            Search = Search, Parameters = Parameters,
        };
        var cause = new TriggerReason(TriggerKind.First, Severity.Info, "first");
        return ChallengerTraining.Train(
            Schema, new ChallengerPlan("run", "model", 0, cause, now, [planned], Trees), planned, rows,
            RecipeLearners.BuiltIn, new TrainingWatch(TimeProvider.System), TestContext.Current.CancellationToken);
    }
}
