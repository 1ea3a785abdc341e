namespace RetrainGrains.Domain.Tests.Estimation;

public sealed class EstimatorFitTests
{
    private static readonly EstimationPolicy Policy = new() { MinimumRows = 200 };

    [Theory]
    [InlineData(PredictionTask.Regression)]
    [InlineData(PredictionTask.BinaryClassification)]
    public void The_same_rows_and_seed_give_the_same_estimator(PredictionTask task)
    {
        var (once, again) = (new Calibrated(task, 1).Fitted(), new Calibrated(task, 1).Fitted());

        Assert.Equal(Calibrated.Written(once), Calibrated.Written(again));
    }

    [Theory]
    [InlineData(PredictionTask.Regression, Metric.Rmse)]
    [InlineData(PredictionTask.Regression, Metric.Mae)]
    [InlineData(PredictionTask.BinaryClassification, Metric.Accuracy)]
    [InlineData(PredictionTask.BinaryClassification, Metric.Auc)]
    [InlineData(PredictionTask.BinaryClassification, Metric.F1)]
    [InlineData(PredictionTask.BinaryClassification, Metric.LogLoss)]
    public void On_its_own_rows_it_expects_what_they_realised(PredictionTask task, Metric metric)
    {
        var rows = new Calibrated(task, 2).Rows(-10, 10, 200);
        var estimator = EstimatorFit.Fit(Policy, Given.Schema(task: task), rows, 1, Given.Start)!;
        var expected = new ExpectedErrors(task);
        foreach (var row in rows) estimator.Expect(expected, row.Features, row.Prediction);

        Assert.Equal(estimator.Find(metric)!.Value, expected.Of(metric), 0.02);
    }

    [Fact]
    public void Scores_that_promise_too_much_are_calibrated()
    {
        var rows = new Calibrated(PredictionTask.BinaryClassification, 3).Rows(-10, 10, 200)
            .Select(row => row with { Prediction = row.Prediction >= 0.5 ? 0.99 : 0.01 }).ToArray();
        var estimator = EstimatorFit.Fit(
            Policy, Given.Schema(task: PredictionTask.BinaryClassification), rows, 1, Given.Start)!;
        var expected = new ExpectedErrors(PredictionTask.BinaryClassification);
        estimator.Expect(expected, rows[0].Features, 0.99);

        Assert.Equal(0.75, expected.Of(Metric.Accuracy), 0.05);
    }

    [Fact]
    public void A_calibration_never_has_more_steps_than_are_stored()
    {
        var rows = new Calibrated(PredictionTask.BinaryClassification, 4).Rows(-10, 10, 500)
            .Select(row => row with { Prediction = row.Prediction * row.Prediction }).ToArray();
        var estimator = EstimatorFit.Fit(
            Policy, Given.Schema(task: PredictionTask.BinaryClassification), rows, 1, Given.Start)!;

        Assert.InRange(estimator.Calibration!.Scores.Length, 2, EstimatorFit.StepsMax);
        Assert.Equal(estimator.Calibration.Probabilities.Order(), estimator.Calibration.Probabilities);
    }

    [Fact]
    public void Rows_from_long_before_the_newest_are_no_reference()
    {
        var source = new Calibrated(PredictionTask.Regression, 5);
        ReferenceRow[] rows = [.. source.Rows(-400, 10, 100), .. source.Rows(-1, 1, 100)];

        Assert.Null(EstimatorFit.Fit(Policy, Given.Schema(), rows, 1, Given.Start));
        Assert.Equal(300, EstimatorFit.Fit(
            Policy, Given.Schema(), [.. rows, .. source.Rows(0, 2, 100)], 1, Given.Start)!.Rows);
    }

    [Fact]
    public void Rows_without_an_answer_do_not_count()
    {
        var rows = new Calibrated(PredictionTask.Regression, 6).Rows(-2, 2, 100);
        rows[7] = rows[7] with { Prediction = double.NaN };

        Assert.Null(EstimatorFit.Fit(Policy, Given.Schema(), rows, 1, Given.Start));
        Assert.Null(EstimatorFit.Fit(Policy, Given.Schema(), [], 1, Given.Start));
    }

    [Fact]
    public void Where_days_differ_the_band_is_wider_than_independent_rows_would_have_it()
    {
        var rows = new Calibrated(PredictionTask.Regression, 7).Rows(-10, 10, 100);
        var waves = rows.Select((row, place) => row with { Outcome = row.Outcome + place / 100 % 2 * 3 }).ToArray();
        var shuffled = waves.ToArray();
        new Random(1).Shuffle(shuffled);
        shuffled = [.. shuffled.Zip(rows, (row, at) => row with { At = at.At })];

        var (together, apart) = (Deviation(waves), Deviation(shuffled));

        Assert.InRange(together / apart, 3, 12);
    }

    [Theory]
    [InlineData(2, 5_000)]
    [InlineData(999, 1_000)]
    public void A_wide_schema_is_fitted_on_fewer_rows(int features, int rows)
    {
        Assert.Equal(rows, EstimatorFit.RowsFor(Policy, Given.Schema(features)));
    }

    private static double Deviation(ReferenceRow[] rows) =>
        EstimatorFit.Fit(Policy, Given.Schema(), rows, 1, Given.Start)!.Find(Metric.Rmse)!.Deviation;
}
