using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Fleet.Tests.Training;

public sealed class CalibratedTrainingTests
{
    private static readonly FeatureSchema Schema = new()
    {
        Features = [new("a"), new("b")], Target = "y", Task = PredictionTask.BinaryClassification,
    };

    private static readonly TreePolicy Overconfident = new()
    {
        NumberOfTrees = 100, LearningRate = 0.3, MinimumExampleCountPerLeaf = 3,
    };

    [Theory]
    [InlineData("leafwise/all/level/isotonic")]
    [InlineData("leafwise/all/level/platt")]
    public void A_calibrated_recipe_errs_less_on_later_rows(string recipe)
    {
        var rows = Rows();

        Assert.InRange(Brier(recipe, rows), 0, 0.97 * Brier("leafwise/all/level", rows));
    }

    [Fact]
    public void What_a_search_varies_is_the_learner_inside()
    {
        var searched = new OneTraining(Schema, "leafwise/all/level/platt", Overconfident)
        {
            Search = new SearchPolicy { Trials = 3, Folds = 1 },
        }.Of(Rows()[..2_000]).Result;

        Assert.Null(searched.Failure);
        Assert.Equal(3, searched.Search!.Trials);
        Assert.Contains("NumberOfTrees", searched.Parameters!.Keys);
    }

    [Fact]
    public void Rows_that_cannot_calibrate_end_the_challenger_with_the_reason() => Assert.Contains(
        "Calibration needs at least 50 rows",
        new OneTraining(Schema, "leafwise/all/level/platt", Overconfident).Of(Rows()[..100]).Result.Failure);

    private static double Brier(string recipe, LabelledRow[] rows)
    {
        var scorer = new OneTraining(Schema, recipe, Overconfident).Of(rows[..2_000]).Artifact!.CreateScorer();
        return rows[2_000..].Average(row => Math.Pow(scorer.Score(row.Features, 0) - row.Outcome, 2));
    }

    private static LabelledRow[] Rows()
    {
        var random = new Random(3);
        return
        [
            .. Enumerable.Range(0, 4_000).Select(i =>
            {
                float[] features = [(float)random.NextDouble(), (float)random.NextDouble()];
                var outcome = random.NextDouble() < 0.2 + 0.6 * features[0] ? 1 : 0;
                return new LabelledRow(
                    i + 1, $"row {i}", Station.At(i), features, double.NaN, "", outcome, Station.At(i + 1));
            }),
        ];
    }
}
