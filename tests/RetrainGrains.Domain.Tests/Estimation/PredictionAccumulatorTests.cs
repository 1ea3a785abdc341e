namespace RetrainGrains.Domain.Tests.Estimation;

public sealed class PredictionAccumulatorTests
{
    [Theory]
    [InlineData(PredictionTask.Regression)]
    [InlineData(PredictionTask.BinaryClassification)]
    public void Any_batches_with_any_repetitions_count_each_prediction_once(PredictionTask task)
    {
        var source = new Calibrated(task, 1);
        var (start, rows) = (source.Fitted(), source.Asked(source.Rows(0, 5, 60)));
        var once = PredictionAccumulator.Absorb(task, start, rows, 0);
        var random = new Random(1);
        for (var trial = 0; trial < 20; trial++)
        {
            var estimation = start;
            for (var (from, done) = (0, 0); done < rows.Length; from = Math.Max(0, done - random.Next(30)))
            {
                done = Math.Min(rows.Length, done + random.Next(80));
                estimation = PredictionAccumulator.Absorb(task, estimation, rows[from..done], 0);
            }
            Assert.Equal(Calibrated.Written(once), Calibrated.Written(estimation));
        }
        Assert.Equal(300, once.Days.Sum(day => day.Errors.Rows));
    }

    [Fact]
    public void What_another_version_answered_is_passed_over()
    {
        var source = new Calibrated(PredictionTask.Regression, 2);
        var rows = source.Asked(source.Rows(0, 1, 10), version: "0.9.0");

        var estimation = PredictionAccumulator.Absorb(PredictionTask.Regression, source.Fitted(), rows, 0);

        Assert.Equal(rows[^1].Mark, estimation.Mark);
        Assert.Empty(estimation.Days);
    }

    [Fact]
    public void A_prediction_without_an_answer_costs_nothing()
    {
        var source = new Calibrated(PredictionTask.Regression, 3);
        var row = source.Asked(source.Rows(0, 1, 1))[0] with { Prediction = double.NaN };

        var estimation = PredictionAccumulator.Absorb(PredictionTask.Regression, source.Fitted(), [row], 0);

        Assert.Equal(0, Assert.Single(estimation.Days).Errors.Rows);
    }

    [Fact]
    public void Old_days_are_let_go()
    {
        var source = new Calibrated(PredictionTask.Regression, 4);
        var week = source.Absorb(source.Fitted(), source.Rows(0, 7, 10));
        var fourth = ExpectedDay.DayOf(Given.Start.AddDays(4));

        var later = PredictionAccumulator.Absorb(
            PredictionTask.Regression, week, source.Asked(source.Rows(8, 1, 10)), fourth);

        Assert.Equal(new long[] { 0, 1, 2, 4 }, later.Days.Select(day => day.Day - fourth));
    }

    [Fact]
    public void Before_a_fit_nothing_is_expected()
    {
        var source = new Calibrated(PredictionTask.Regression, 5);
        var waiting = new EstimationState(SemanticVersion.First) { FitAfter = 3 };

        Assert.Same(waiting, source.Absorb(waiting, source.Rows(0, 1, 10)));
    }
}
