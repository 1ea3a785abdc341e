using FsCheck;
using FsCheck.Fluent;
using RetrainGrains.Statistics.Metrics;
using RetrainGrains.Statistics.Tests.TwoSample;

namespace RetrainGrains.Statistics.Tests.Metrics;

/// <summary>Merged parts give what the whole gives, wherever it was cut; and metrics keep their bounds.</summary>
public sealed class MergePropertyTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithReplay(20_261_121, 1).WithMaxTest(300);

    private static readonly Gen<(double Prediction, double Outcome)> Row =
        from prediction in Gen.Choose(-5_000, 5_000)
        from outcome in Gen.Choose(-50, 50)
        select (prediction / 97.0, (double)outcome);

    private static readonly Gen<(double Score, bool Outcome)> Scored =
        from score in Gen.OneOf(Gen.Choose(0, 1_000), Gen.Choose(0, 8).Select(step => 125 * step))
        from outcome in Gen.Elements(true, false)
        select (score / 1_000.0, outcome);

    private static Arbitrary<(T[] Rows, int Cut)> Cut<T>(Gen<T> row) => (
        from rows in row.ArrayOf()
        from cut in Gen.Choose(0, rows.Length)
        select (rows, cut)).ToArbitrary();

    [Fact]
    public void Regression_sums_of_two_parts_are_those_of_the_whole() =>
        Prop.ForAll(Cut(Row), given =>
        {
            var whole = Regression(given.Rows);
            var merged = Regression(given.Rows[..given.Cut]).Merge(Regression(given.Rows[given.Cut..]));

            Assert.Equal(whole.Rows, merged.Rows);
            Agreement.Assert(whole.RootMeanSquaredError, merged.RootMeanSquaredError, "RMSE", 1e-9);
            Agreement.Assert(whole.MeanAbsoluteError, merged.MeanAbsoluteError, "MAE", 1e-9);
            Agreement.Assert(whole.Bias, merged.Bias, "bias", 1e-9);
            Agreement.Assert(whole.MeanAbsolutePercentageError, merged.MeanAbsolutePercentageError, "MAPE", 1e-9);
            Assert.Equal(whole.ShareWithin20, merged.ShareWithin20);
            Agreement.Assert(whole.RSquared, merged.RSquared, "R²", 1e-9);
            if (whole.Rows == 0) return;
            Assert.True(whole.MeanAbsoluteError <= whole.RootMeanSquaredError + 1e-9);
            Assert.False(whole.RSquared > 1);
        }).Check(Runs);

    [Fact]
    public void Sums_of_a_classifier_merge_and_shares_stay_between_zero_and_one() =>
        Prop.ForAll(Cut(Scored), given =>
        {
            var (all, first, second) = (
                Binary(given.Rows), Binary(given.Rows[..given.Cut]), Binary(given.Rows[given.Cut..]));
            var merged = first.Sums.Merge(second.Sums);
            first.Sketch.Merge(second.Sketch);
            first.Bins.Merge(second.Bins);

            Assert.Equal(all.Sums.Confusion, merged.Confusion);
            Agreement.Assert(all.Sums.MeanLogLoss, merged.MeanLogLoss, "log-loss", 1e-12);
            Agreement.Assert(all.Sums.BrierScore, merged.BrierScore, "Brier", 1e-12);
            Assert.Equal(all.Sketch.Auc(), first.Sketch.Auc());
            Agreement.Assert(all.Bins.ExpectedError(), first.Bins.ExpectedError(), "calibration", 1e-12);
            double[] shares =
            [
                merged.Confusion.Accuracy, merged.Confusion.Precision, merged.Confusion.Recall, merged.Confusion.F1,
                merged.Confusion.Specificity, merged.BrierScore, all.Sketch.Auc(), all.Bins.ExpectedError(),
            ];
            Assert.All(shares, share => Assert.True(double.IsNaN(share) || share is >= 0 and <= 1 + 1e-12));
        }).Check(Runs);

    [Fact]
    public void The_exact_area_under_the_curve_is_within_the_bound_of_the_sketch() =>
        Prop.ForAll(Scored.ArrayOf().Where(rows => rows.Length > 0).ToArbitrary(), rows =>
        {
            var exact = RocAuc.Of([.. rows.Select(row => row.Score)], [.. rows.Select(row => row.Outcome)]);
            var sketch = Binary(rows, 4).Sketch;

            if (double.IsNaN(exact)) Assert.Equal(exact, sketch.Auc());
            else Assert.InRange(Math.Abs(exact - sketch.Auc()), 0, sketch.AucErrorBound() + 1e-12);
        }).Check(Runs);

    [Fact]
    public void The_area_is_the_share_of_pairs_in_order_and_turns_over_with_the_outcomes() =>
        Prop.ForAll(Scored.ArrayOf().Where(rows => rows.Length > 0).ToArbitrary(), rows =>
        {
            double[] scores = [.. rows.Select(row => row.Score)];
            bool[] outcomes = [.. rows.Select(row => row.Outcome)];
            var pairs = from p in rows where p.Outcome from n in rows where !n.Outcome
                        select p.Score > n.Score ? 1 : p.Score == n.Score ? 0.5 : 0;

            var auc = RocAuc.Of(scores, outcomes);

            Agreement.Assert(pairs.DefaultIfEmpty(double.NaN).Average(), auc, "pairs in order", 1e-12);
            Agreement.Assert(1 - auc, RocAuc.Of(scores, [.. outcomes.Select(y => !y)]), "turned over", 1e-12);
        }).Check(Runs);

    [Fact]
    public void Returns_of_one_stretch_and_the_next_are_those_of_both() =>
        Prop.ForAll(Cut(Gen.Choose(-100, 110).Select(change => change / 128.0)), given =>
        {
            var whole = ReturnSums.Of(given.Rows);
            var merged = ReturnSums.Of(given.Rows[..given.Cut]).Then(ReturnSums.Of(given.Rows[given.Cut..]));

            // Sums of 128ths are exact.
            Assert.Equal(whole.Drawdown, merged.Drawdown);
            Assert.Equal(LargestFall(given.Rows), merged.MaximumDrawdown);
            Assert.Equal(whole.ProfitFactor, merged.ProfitFactor);
            Assert.Equal(whole.WinRate, merged.WinRate);
            Agreement.Assert(whole.Sortino(252), merged.Sortino(252), "Sortino", 1e-9);
            Agreement.Assert(whole.Returns.SquaredDeviations, merged.Returns.SquaredDeviations, "spread", 1e-9);
        }).Check(Runs);

    private static RegressionSums Regression((double Prediction, double Outcome)[] rows) =>
        rows.Aggregate(new RegressionSums(), (sums, row) => sums.Add(row.Prediction, row.Outcome));

    private static (BinarySums Sums, ScoreSketch Sketch, CalibrationBins Bins) Binary(
        (double Score, bool Outcome)[] rows, int sketchBins = ScoreSketch.DefaultBins)
    {
        var (sums, sketch, bins) = (new BinarySums(), new ScoreSketch(sketchBins), new CalibrationBins());
        foreach (var (score, outcome) in rows)
        {
            sums = sums.Add(score, outcome);
            sketch.Add(score, outcome);
            bins.Add(score, outcome);
        }
        return (sums, sketch, bins);
    }

    private static double LargestFall(double[] changes)
    {
        double total = 0, peak = 0, largest = 0;
        foreach (var change in changes)
        {
            total += change;
            peak = Math.Max(peak, total);
            largest = Math.Max(largest, peak - total);
        }
        return largest;
    }
}
