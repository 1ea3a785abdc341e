using RetrainGrains.Domain.Candidates;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;

namespace RetrainGrains.Fleet.Tests.Training;

public sealed class StackedTrainingTests
{
    [Theory]
    [InlineData("stacked/all/level")]
    [InlineData("stacked/all/change")]
    public void A_stacked_recipe_gives_one_artifact_that_serves_like_any_other(string recipe)
    {
        var station = new Station(1);
        LabelledRow[] rows =
        [
            .. Enumerable.Range(0, 500).Select(hour => (hour, station.History(hour))).Select(pair => new LabelledRow(
                pair.hour + 1, Station.Id(pair.hour), pair.Item2.At, pair.Item2.Features, double.NaN, "",
                pair.Item2.Outcome, pair.Item2.KnownAt)),
        ];
        var training = new OneTraining(Station.Schema, recipe, new TreePolicy { NumberOfTrees = 8 })
        {
            Search = new SearchPolicy { Trials = 2 },
        };

        var (result, artifact) = training.Of(rows);

        Assert.Null(result.Failure);
        Assert.Null(result.Search);
        Assert.Equal(("stacked", artifact!.Id), (artifact.Learner, result.ArtifactId));
        Assert.InRange(result.Probe.PredictionHigh, result.Probe.OutcomeHigh - 3, result.Probe.OutcomeHigh + 1);
        Assert.Equal(artifact.Id, training.Of(rows).Artifact!.Id);
        Assert.Equal(artifact.Id, ModelRegistry.Parse(artifact.Bytes.Span).Id);
    }
}
