using FsCheck;
using FsCheck.Fluent;
using RetrainGrains.Statistics.Estimation;
using RetrainGrains.Statistics.Tests.Metrics;

namespace RetrainGrains.Statistics.Tests.Estimation;

/// <summary>The decision to calibrate scores, and the order that a calibration keeps.</summary>
public sealed class CalibrationTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithReplay(20_261_121, 1).WithMaxTest(300);

    private static readonly Gen<(double Score, bool Outcome)[]> Rows = (
        from score in Gen.Choose(-20, 20)
        from outcome in Gen.Elements(true, false)
        select (score / 7.0, outcome)).ArrayOf().Where(rows => rows.Length > 0);

    [Fact]
    public void A_calibration_never_falls_keeps_the_mean_and_stays_between_zero_and_one() =>
        Prop.ForAll(Rows.ToArbitrary(), rows =>
        {
            var calibration = Fit(rows);
            double[] rising = [.. rows.Select(row => row.Score).Order().Select(calibration.Calibrate)];

            Assert.All(rising, probability => Assert.InRange(probability, 0, 1));
            Assert.All(rising.Zip(rising.Skip(1)), pair => Assert.True(pair.First <= pair.Second));
            Assert.Equal(rows.Average(row => row.Outcome ? 1.0 : 0), rising.Average(), 12);
            Assert.Equal(rising[0], calibration.Calibrate(-100));
            Assert.Equal(rising[^1], calibration.Calibrate(100));
        }).Check(Runs);

    [Fact]
    public void Scores_that_are_probabilities_already_are_mostly_left_alone()
    {
        var calibrated = Enumerable.Range(0, 20).Count(seed =>
            CalibrationRule.Decide(Even(seed).Scores, Even(seed).Outcomes, seed).Calibration is not null);

        Assert.InRange(calibrated, 0, 12);
    }

    [Fact]
    public void Overconfident_scores_are_calibrated_and_the_errors_say_why()
    {
        var rows = ScoredRows.Draw("overconfident", 4_000, 5, random => random.NextDouble(), s => 0.3 + 0.4 * s);

        var decision = CalibrationRule.Decide(rows.Scores, rows.Outcomes, 1);

        Assert.NotNull(decision.Calibration);
        Assert.True(decision.ErrorAfter < decision.ErrorBefore / 2);
        Assert.InRange(decision.Probability(0.9), 0.6, 0.72);
        var again = CalibrationRule.Decide(rows.Scores, rows.Outcomes, 1);
        Assert.Equal((decision.ErrorBefore, decision.ErrorAfter), (again.ErrorBefore, again.ErrorAfter));
    }

    [Fact]
    public void Scores_that_are_no_probabilities_are_calibrated()
    {
        var rows = Even(3);
        double[] margins = [.. rows.Scores.Select(score => 8 * score - 4)];

        var decision = CalibrationRule.Decide(margins, rows.Outcomes, 1);

        Assert.All(decision.Probabilities(margins), probability => Assert.InRange(probability, 0, 1));
    }

    [Fact]
    public void One_score_above_one_shows_that_scores_are_no_probabilities()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var (_, scores, outcomes) = Even(seed);
            scores[0] = 1.01;

            Assert.NotNull(CalibrationRule.Decide(scores, outcomes, seed).Calibration);
        }
    }

    [Fact]
    public void One_class_gives_nothing_to_calibrate_by()
    {
        Assert.Null(CalibrationRule.Decide([0.1, 0.2, 0.3], [true, true, true], 1).Calibration);
    }

    [Fact]
    public void Classes_are_calibrated_each_and_then_sum_to_one()
    {
        var random = new Random(9);
        var (scores, outcomes) = (new List<double>(), new List<int>());
        for (var row = 0; row < 3_000; row++)
        {
            double[] drawn = [random.NextDouble(), random.NextDouble(), random.NextDouble()];
            scores.AddRange(drawn.Select(score => score / drawn.Sum()));
            outcomes.Add(random.Next(3));
        }

        var calibration = MulticlassCalibration.Decide(scores.ToArray(), 3, outcomes.ToArray(), 2);
        var probabilities = calibration.Probabilities(scores.ToArray());

        Assert.All(probabilities.Chunk(3), row => Assert.Equal(1, row.Sum(), 12));
        Assert.Equal(1 / 3.0, probabilities.Average(), 12);
        // The scores say nothing, and so must the probabilities.
        Assert.InRange(probabilities.Average(value => Math.Abs(value - 1 / 3.0)), 0, 0.05);
    }

    private static ScoredRows Even(int seed) =>
        ScoredRows.Draw("even", 2_000, 50 + seed, random => random.NextDouble());

    private static IsotonicCalibration Fit((double Score, bool Outcome)[] rows) =>
        IsotonicCalibration.Fit([.. rows.Select(row => row.Score)], [.. rows.Select(row => row.Outcome)]);
}
