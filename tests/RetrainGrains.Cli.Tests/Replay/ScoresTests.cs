using RetrainGrains.Learning.Data;

namespace RetrainGrains.Cli.Tests.Replay;

public sealed class ScoresTests
{
    [Fact]
    public void Regression_scores_agree_with_a_calculation_by_hand()
    {
        // Errors 1, −1, 2, 0; outcomes 1, 3, 5, 7 vary by 20 around their mean of 4.
        var scores = Scores.Of(PredictionTask.Regression, [2, 2, 7, 7], [1, 3, 5, 7]);
        Assert.Equal(Math.Sqrt(1.5), scores.Rmse, 12);
        Assert.Equal(scores.Rmse, scores.Error);
        Assert.Equal(1.0, scores.Mae, 12);
        Assert.Equal(1 - 6 / 20.0, scores.R2, 12);
        Assert.True(double.IsNaN(scores.Accuracy));
    }

    [Fact]
    public void Classification_scores_agree_with_a_calculation_by_hand()
    {
        // Of the four pairs of a positive and a negative, three are in order and one is a tie.
        var scores = Scores.Of(PredictionTask.BinaryClassification, [0.9, 0.6, 0.6, 0.2], [1, 1, 0, 0]);
        Assert.Equal(0.75, scores.Accuracy, 12);
        Assert.Equal(0.25, scores.Error, 12);
        Assert.Equal(0.875, scores.Auc, 12);
        Assert.Equal(-(Math.Log(0.9) + Math.Log(0.6) + Math.Log(0.4) + Math.Log(0.8)) / 4, scores.LogLoss, 12);
    }

    [Fact]
    public void Of_several_classes_the_share_of_right_ones_is_scored()
    {
        var scores = Scores.Of(PredictionTask.MulticlassClassification, [0, 2, 1, double.NaN], [0, 2, 2, 1]);
        Assert.Equal((3, 2 / 3.0), (scores.Scored, scores.Accuracy));
        Assert.Equal(1 / 3.0, scores.Error, 12);
        Assert.True(double.IsNaN(scores.LogLoss));
    }

    [Fact]
    public void The_area_under_the_curve_is_that_of_all_pairs()
    {
        var random = new Random(5);
        var predictions = Enumerable.Range(0, 300).Select(_ => Math.Round(random.NextDouble(), 2)).ToArray();
        var outcomes = predictions.Select(p => random.NextDouble() < p ? 1.0 : 0).ToArray();
        var pairs =
            from i in Enumerable.Range(0, 300)
            from j in Enumerable.Range(0, 300)
            where outcomes[i] == 1 && outcomes[j] == 0
            select predictions[i] > predictions[j] ? 1 : predictions[i] == predictions[j] ? 0.5 : 0;
        Assert.Equal(pairs.Average(), Scores.Of(PredictionTask.BinaryClassification, predictions, outcomes).Auc, 12);
    }

    [Fact]
    public void A_certain_and_wrong_prediction_costs_much_but_not_infinitely_much() => Assert.Equal(
        -Math.Log(1e-6), Scores.Of(PredictionTask.BinaryClassification, [1.0], [0]).LogLoss, 9);

    [Fact]
    public void One_class_alone_has_no_area_under_the_curve() =>
        Assert.True(double.IsNaN(Scores.Of(PredictionTask.BinaryClassification, [0.3, 0.4], [1, 1]).Auc));

    [Fact]
    public void Rows_without_prediction_or_outcome_are_not_scored()
    {
        var scores = Scores.Of(PredictionTask.Regression, [1, double.NaN, 3], [2, 2, double.NaN]);
        Assert.Equal((1, 1.0), (scores.Scored, scores.Rmse));
    }

    [Fact]
    public void Nothing_to_score_is_no_error_of_zero()
    {
        var scores = Scores.Of(PredictionTask.Regression, [], []);
        Assert.Equal(0, scores.Scored);
        Assert.True(double.IsNaN(scores.Error));
    }
}
