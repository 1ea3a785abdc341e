using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Triggers;
using RetrainGrains.Fleet.Training;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Fleet.Tests.Training;

/// <summary>One challenger, trained outside a fleet.</summary>
internal sealed record OneTraining(FeatureSchema Schema, string Recipe, TreePolicy Trees)
{
    public SearchPolicy? Search { get; init; }
    public ImmutableSortedDictionary<string, double>? Parameters { get; init; }

    public TrainedChallenger Of(LabelledRow[] rows)
    {
        Assert.True(Domain.Candidates.Recipe.TryParse(Recipe, out var recipe), Recipe);
        var now = rows[^1].KnownAt;
        var planned = new PlannedChallenger(0, recipe, DateTimeOffset.UnixEpoch, now, long.MaxValue, 7)
        {
            Search = Search, Parameters = Parameters,
        };
        var cause = new TriggerReason(TriggerKind.First, Severity.Info, "first");
        return ChallengerTraining.Train(
            Schema, new ChallengerPlan("run", "model", 0, cause, now, [planned], Trees), planned, rows,
            RecipeLearners.BuiltIn, new TrainingProgressReporter(TimeProvider.System),
            TestContext.Current.CancellationToken);
    }
}
