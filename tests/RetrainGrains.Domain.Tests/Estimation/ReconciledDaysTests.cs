namespace RetrainGrains.Domain.Tests.Estimation;

public sealed class ReconciledDaysTests
{
    private static readonly PerformancePolicy Policy = Calibrated.Policy(
        new(Metric.Rmse, RuleKind.Worsening, 0.15, Severity.Critical),
        new(Metric.R2, RuleKind.Worsening, 0.15, Severity.Critical),
        new(Metric.Accuracy, RuleKind.Bound, 0.5, Severity.Critical)).Performance;

    [Theory]
    [InlineData(PredictionTask.Regression, Metric.Rmse)]
    [InlineData(PredictionTask.BinaryClassification, Metric.Accuracy)]
    public void Estimates_of_other_inputs_hold_when_the_concept_stays(PredictionTask task, Metric metric)
    {
        double held = 0, days = 0;
        for (var seed = 0; seed < 20; seed++)
        {
            var source = new Calibrated(task, seed);
            var rows = source.Rows(0, 10, 50, power: 2);
            var record = Record(source, rows, rows);
            Assert.Equal((metric, 10), (record.Metric, record.Days));
            Assert.False(record.Overconfident);
            (held, days) = (held + record.HeldShare * record.Days, days + record.Days);
        }
        Assert.InRange(held / days, 0.97, 1);
    }

    [Theory]
    [InlineData(PredictionTask.Regression, -1)]
    [InlineData(PredictionTask.BinaryClassification, 1)]
    public void Another_concept_shows_in_the_record(PredictionTask task, int bias)
    {
        var source = new Calibrated(task, 3);
        var rows = source.Rows(0, 10, 50, opposite: true);

        var record = Record(source, rows, rows);

        Assert.True(record.Overconfident);
        Assert.Equal(0, record.HeldShare);
        Assert.Equal(bias, Math.Sign(record.Bias));
        Assert.Equal(Math.Abs(record.Bias), record.MeanAbsoluteError, 1e-9);
    }

    [Theory]
    [InlineData(44, 0)]
    [InlineData(45, 1)]
    [InlineData(55, 1)]
    [InlineData(56, 0)]
    public void A_day_counts_when_estimates_and_outcomes_are_of_nearly_the_same_rows(int outcomes, int days)
    {
        var source = new Calibrated(PredictionTask.Regression, 4);

        Assert.Equal(days, Record(source, source.Rows(0, 1, 50), source.Rows(0, 1, outcomes)).Days);
    }

    [Fact]
    public void Two_bad_days_may_be_chance_and_old_days_are_forgotten()
    {
        var source = new Calibrated(PredictionTask.Regression, 5);
        var bad = source.Rows(0, 2, 50, opposite: true);
        ReferenceRow[] mended = [.. bad, .. source.Rows(2, 14, 50)];

        Assert.False(Record(source, bad, bad).Overconfident);
        var record = Record(source, mended, mended);
        Assert.Equal(14, record.Days);
        Assert.InRange(record.HeldShare, 0.9, 1);
    }

    private static EstimateRecord Record(Calibrated source, ReferenceRow[] estimated, ReferenceRow[] known) =>
        Assert.Single(ReconciledDays.Of(Policy, source.Absorb(source.Fitted(), estimated), source.Outcomes(known)));
}
