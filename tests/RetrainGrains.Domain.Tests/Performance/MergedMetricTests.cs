using FsCheck;
using FsCheck.Fluent;
using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Domain.Tests.Performance;

/// <summary>
/// The tests that metrics are those of the rows, for any division into hours that are stored and merged.
/// </summary>
public sealed class MergedMetricTests
{
    private sealed record Row(int Hour, double Prediction, double Outcome, double Earned);

    [Fact]
    public void Metrics_of_numbers_are_the_exact_ones()
    {
        Prop.ForAll(Rows(PredictionTask.Regression).ToArbitrary(), rows =>
        {
            var merged = Merge(PredictionTask.Regression, rows);
            var exact = RegressionSums.Of(Predictions(rows), Outcomes(rows));

            Same(exact.RootMeanSquaredError, merged, Metric.Rmse);
            Same(exact.MeanAbsoluteError, merged, Metric.Mae);
            Same(exact.MeanAbsolutePercentageError, merged, Metric.Mape);
            Same(exact.Bias, merged, Metric.Bias);
            Same(exact.RSquared, merged, Metric.R2);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public void Metrics_of_classes_are_the_exact_ones()
    {
        Prop.ForAll(Rows(PredictionTask.BinaryClassification).ToArbitrary(), rows =>
        {
            var merged = Merge(PredictionTask.BinaryClassification, rows);
            var outcomes = rows.Select(row => row.Outcome > 0.5).ToArray();
            var exact = BinarySums.Of(Predictions(rows), outcomes);
            var bins = new CalibrationBins(ErrorSums.ScoreBins);
            foreach (var row in rows) bins.Add(row.Prediction, row.Outcome > 0.5);
            // The scores as the bins see them: rows of one bin are ties.
            var binned = rows.Select(row => Math.Min(Math.Floor(row.Prediction * 20), 19)).ToArray();

            Same(exact.BrierScore, merged, Metric.Brier);
            Same(exact.Confusion.Accuracy, merged, Metric.Accuracy);
            Same(exact.Confusion.Specificity, merged, Metric.Specificity);
            Same(exact.Confusion.BalancedAccuracy, merged, Metric.BalancedAccuracy);
            Same(exact.Confusion.MatthewsCorrelation, merged, Metric.MatthewsCorrelation);
            Same(bins.ExpectedError(), merged, Metric.CalibrationError);
            Same(RocAuc.Of(binned, outcomes), merged, Metric.Auc);
            Same(AveragePrecision.Of(binned, outcomes), merged, Metric.AveragePrecision);
            var bound = ScoreSketch.Of(merged.PositiveScores, merged.NegativeScores).AucErrorBound();
            Assert.False(Math.Abs(RocAuc.Of(Predictions(rows), outcomes) - Metrics.Of(merged, Metric.Auc))
                > bound + 1e-12);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public void Metrics_of_several_classes_are_the_exact_ones()
    {
        var answer = new AnswerKind(PredictionTask.MulticlassClassification, 4);
        var row = from hour in Gen.Choose(0, 5)
            from predicted in Gen.Choose(0, 3)
            from outcome in Gen.Choose(0, 3)
            from given in Gen.Choose(1, 99)
            select (hour, predicted, outcome, given: given / 100.0);
        Prop.ForAll(row.ArrayOf().ToArbitrary(), rows =>
        {
            var merged = new ErrorSums(answer);
            foreach (var hour in rows.GroupBy(one => one.hour).OrderBy(hour => hour.Key))
            {
                var sums = new ErrorSums(answer);
                foreach (var one in hour) sums.Add(one.predicted, one.outcome, given: one.given);
                merged.Merge(ErrorSums.FromRaw(answer, sums.Raw));
            }
            var accuracy = rows.Select(one => one.predicted == one.outcome ? 1.0 : 0)
                .DefaultIfEmpty(double.NaN).Average();
            var classes = rows.Select(one => one.outcome).Distinct().ToArray();

            Same(accuracy, merged, Metric.Accuracy);
            Same(1 - accuracy, merged, Metric.ErrorRate);
            Same(
                rows.Select(one => one.predicted).Union(classes).Select(one => 2.0
                    * rows.Count(row => row.predicted == one && row.outcome == one)
                    / (rows.Count(row => row.predicted == one) + rows.Count(row => row.outcome == one)))
                    .DefaultIfEmpty(double.NaN).Average(),
                merged, Metric.F1);
            Same(
                rows.Select(one => -Math.Log(one.given)).DefaultIfEmpty(double.NaN).Average(), merged, Metric.LogLoss);
            Same(
                classes.Length == 0 ? double.NaN : classes.Average(one => rows.Where(row => row.outcome == one)
                    .Average(row => row.predicted == one ? 1.0 : 0)),
                merged, Metric.BalancedAccuracy);
            Assert.Equal(rows.Count(one => one.predicted != one.outcome), merged.Loss);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public void Metrics_of_returns_are_those_of_the_positions_and_of_the_hours_in_order()
    {
        Prop.ForAll(Rows(PredictionTask.Regression).ToArbitrary(), rows =>
        {
            var merged = Merge(PredictionTask.Regression, rows);
            var positions = ReturnSums.Of([.. rows.Select(row => row.Earned).Where(double.IsFinite)]);
            var hours = ReturnSums.Of([.. rows.Where(row => double.IsFinite(row.Earned)).GroupBy(row => row.Hour)
                .OrderBy(hour => hour.Key).Select(hour => hour.Sum(row => row.Earned))]);

            Same(positions.ProfitFactor, merged, Metric.ProfitFactor);
            Same(positions.WinRate, merged, Metric.WinRate);
            Same(hours.Sharpe(8_760), merged, Metric.Sharpe);
            Same(hours.Sortino(8_760), merged, Metric.Sortino);
            Same(hours.Periods == 0 ? double.NaN : hours.MaximumDrawdown, merged, Metric.MaximumDrawdown);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public void Sums_of_several_hours_take_no_more_rows()
    {
        var merged = Merge(PredictionTask.Regression, [new(0, 1, 1, 1), new(1, 1, 1, 1)]);

        Assert.Throws<InvalidOperationException>(() => merged.Add(1, 1, 1));
    }

    // Through the raw sums, in the order of hours; within an hour rows come in any order.
    private static ErrorSums Merge(PredictionTask task, IReadOnlyList<Row> rows)
    {
        var schema = Given.Schema(task: task);
        var merged = new ErrorSums(task);
        foreach (var hour in rows.GroupBy(row => row.Hour).OrderBy(hour => hour.Key))
        {
            var bucket = HourBucket.Empty(hour.Key, schema, 0);
            foreach (var row in hour) bucket.Served.Add(row.Prediction, row.Outcome, row.Earned);
            merged.Merge(ErrorSums.FromRaw(bucket.Served.Answer, bucket.Served.Raw));
        }
        return merged;
    }

    private static void Same(double expected, ErrorSums merged, Metric metric)
    {
        var found = Metrics.Of(merged, metric);
        var close = expected.Equals(found) || Math.Abs(expected - found) <= 1e-9 * Math.Max(1, Math.Abs(expected));
        Assert.True(close, $"{metric} is {found}, of the rows {expected}");
    }

    private static double[] Predictions(IEnumerable<Row> rows) => [.. rows.Select(row => row.Prediction)];

    private static double[] Outcomes(IEnumerable<Row> rows) => [.. rows.Select(row => row.Outcome)];

    private static Gen<Row[]> Rows(PredictionTask task)
    {
        var numbers = Gen.Choose(-300, 300).Select(value => value / 10.0);
        var predictions = task == PredictionTask.Regression ? numbers : Gen.Choose(0, 1_000).Select(v => v / 1_000.0);
        var outcomes = task == PredictionTask.Regression ? numbers : Gen.Choose(0, 1).Select(value => (double)value);
        var returns = Gen.Choose(-40, 50).Select(value => value == 50 ? double.NaN : value / 10.0);
        return Gen.Choose(0, 60).SelectMany(hour => predictions.SelectMany(prediction => outcomes.SelectMany(
            outcome => returns.Select(earned => new Row(hour, prediction, outcome, earned))))).NonEmptyListOf()
            .Select(rows => rows.ToArray());
    }
}
