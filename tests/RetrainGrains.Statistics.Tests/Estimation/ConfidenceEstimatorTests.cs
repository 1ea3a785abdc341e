using RetrainGrains.Statistics.Estimation;
using RetrainGrains.Statistics.Metrics;
using RetrainGrains.Statistics.Tests.TwoSample;

namespace RetrainGrains.Statistics.Tests.Estimation;

/// <summary>The cases in which an estimate without outcomes can be believed, and those in which it cannot.</summary>
public sealed class ConfidenceEstimatorTests
{
    private const int Chunk = 4_000;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1.2, 0.7)]
    [InlineData(-1, 0.5)]
    public void A_shift_of_the_inputs_is_estimated(double mean, double spread)
    {
        var decision = Calibration();
        for (var seed = 0; seed < 20; seed++)
        {
            var chunk = Classified.Draw(seed, Chunk, mean, spread, Classified.Concept);
            var (expected, auc) = ConfidenceEstimator.Binary(
                decision.Probabilities(chunk.Scores), chunk.Predictions);
            var realised = ConfusionCounts.Of(chunk.Predictions, chunk.Outcomes);

            // Chance alone moves an accuracy of 0.8 by 0.006 in such a chunk; calibration adds as much.
            Assert.InRange(expected.Accuracy - realised.Accuracy, -0.04, 0.04);
            Assert.InRange(expected.F1 - realised.F1, -0.06, 0.06);
            Assert.InRange(auc - RocAuc.Of(chunk.Scores, chunk.Outcomes), -0.05, 0.05);
        }
    }

    [Fact]
    public void A_change_of_the_concept_is_not_seen()
    {
        var chunk = Classified.Draw(1, Chunk, 0, 1, x => 1 - Classified.Concept(x));
        var estimate = ConfidenceEstimator.Binary(Calibration().Probabilities(chunk.Scores), chunk.Predictions);
        var realised = ConfusionCounts.Of(chunk.Predictions, chunk.Outcomes);

        Assert.InRange(estimate.Confusion.Accuracy, 0.7, 0.8);
        Assert.InRange(realised.Accuracy, 0.2, 0.3);
    }

    [Fact]
    public void Three_sampling_errors_hold_the_realised_metrics_of_chunks_like_the_reference()
    {
        var reference = Classified.Draw(1_000, 20_000, 0, 1, Classified.Concept);
        var confusion = ConfusionCounts.Of(reference.Predictions, reference.Outcomes);
        var auc = RocAuc.Report(reference.Scores, reference.Outcomes);
        var decision = Calibration();
        var (accuracy, area) = (new EstimatorRecord(), new EstimatorRecord());
        for (var seed = 0; seed < 300; seed++)
        {
            var chunk = Classified.Draw(seed, 500, 0, 1, Classified.Concept);
            var (expected, expectedAuc) = ConfidenceEstimator.Binary(
                decision.Probabilities(chunk.Scores), chunk.Predictions);
            var realised = ConfusionCounts.Of(chunk.Predictions, chunk.Outcomes);
            accuracy = accuracy.Add(Reconciled(
                expected.Accuracy, SamplingError.OfAccuracy(confusion, 500), realised.Accuracy));
            area = area.Add(Reconciled(
                expectedAuc, SamplingError.OfRocAuc(auc, 20_000, 500), RocAuc.Of(chunk.Scores, chunk.Outcomes)));
        }

        Assert.All([accuracy, area], record =>
        {
            Assert.InRange(record.HeldShare, 0.98, 1);
            Assert.InRange(record.Bias, -0.02, 0.02);
            Assert.False(record.IsOverconfident());
        });
    }

    [Fact]
    public void A_sketch_of_windows_estimates_the_area_as_the_rows_do()
    {
        var chunk = Classified.Draw(3, Chunk, 0.5, 1, Classified.Concept);
        var probabilities = Calibration().Probabilities(chunk.Scores);
        var (first, second) = (new ScoreSketch(), new ScoreSketch());
        for (var row = 0; row < Chunk; row++)
        {
            (row % 2 == 0 ? first : second).AddExpected(probabilities[row], probabilities[row]);
        }
        first.Merge(second);

        var exact = ConfidenceEstimator.Binary(probabilities, chunk.Predictions).RocAuc;

        Assert.InRange(exact - first.Auc(), -first.AucErrorBound(), first.AucErrorBound());
        Assert.InRange(first.AucErrorBound(), 0, 0.02);
    }

    [Fact]
    public void Several_classes_are_estimated_each_against_all_others()
    {
        double[] probabilities = [0.7, 0.2, 0.1, 0.1, 0.8, 0.1, 0.3, 0.3, 0.4, 0.6, 0.3, 0.1];
        var estimate = ConfidenceEstimator.Multiclass(probabilities, 3, [0, 1, 2, 0]);

        Assert.Equal((0.7 + 0.8 + 0.4 + 0.6) / 4, estimate.Accuracy, 12);
        Assert.Equal((1.3 / 2 + 0.8 + 0.4) / 3, estimate.MacroPrecision, 12);
        Assert.Equal((1.3 / 1.7 + 0.8 / 1.6 + 0.4 / 0.7) / 3, estimate.MacroRecall, 12);
        Assert.Equal((2.6 / 3.7 + 1.6 / 2.6 + 0.8 / 1.7) / 3, estimate.MacroF1, 12);
        Assert.Equal((1.6 / 2.3 + 2.2 / 2.4 + 2.7 / 3.3) / 3, estimate.MacroSpecificity, 12);
        Assert.InRange(estimate.MacroRocAuc, 0.5, 1);
    }

    [Fact]
    public void A_class_that_is_never_predicted_has_no_precision_and_is_left_out()
    {
        var estimate = ConfidenceEstimator.Multiclass([0.5, 0.3, 0.2, 0.6, 0.3, 0.1], 3, [0, 0]);

        Assert.Equal(0.55, estimate.MacroPrecision, 12);
        Assert.Equal(1 / 3.0, estimate.MacroRecall, 12);
    }

    private static CalibrationDecision Calibration()
    {
        var reference = Classified.Draw(77, 20_000, 0, 1.2, Classified.Concept);
        return CalibrationRule.Decide(reference.Scores, reference.Outcomes, 1);
    }

    private static Reconciliation Reconciled(double estimated, double error, double realised)
    {
        var estimate = new PerformanceEstimate(estimated, error, 500);
        return new Reconciliation(estimate, estimate.Interval(3, 0, 1), realised, 500);
    }

    /// <summary>A model that ranks well and is too sure of itself.</summary>
    private sealed record Classified(double[] Scores, bool[] Predictions, bool[] Outcomes)
    {
        public static double Concept(double x) => 1 / (1 + Math.Exp(-2 * x));

        public static Classified Draw(int seed, int rows, double mean, double spread, Func<double, double> concept)
        {
            var random = new Random(seed);
            var inputs = Samples.Draw(drawn => mean + spread * Samples.Normal(drawn), rows, seed + 50_000);
            double[] scores = [.. inputs.Select(x => 1 / (1 + Math.Exp(-5 * x)))];
            return new Classified(scores, [.. scores.Select(score => score >= 0.5)],
                [.. inputs.Select(x => random.NextDouble() < concept(x))]);
        }
    }
}
