using FsCheck;
using FsCheck.Fluent;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Evaluation;

namespace RetrainGrains.Learning.Tests.Evaluation;

public sealed class RollingOriginTests
{
    [Fact]
    public void Folds_end_at_the_last_row_and_leave_a_gap_of_the_outcome_delay()
    {
        var rows = SyntheticRows.Create(100, 1, seed: 1, x => x[0]);

        var folds = RollingOrigin.Split(rows, 2, 10, TimeSpan.FromHours(24));

        Assert.Equal(2, folds.Count);
        Assert.Equal(80 - 24 + 1, folds[0].Training.Count);
        Assert.Equal(90 - 24 + 1, folds[1].Training.Count);
        Assert.Equal(99 * SyntheticRows.HourMilliseconds, folds[1].Validation.UnixMilliseconds[^1]);
        Assert.Equal(90 * SyntheticRows.HourMilliseconds, folds[1].OriginUnixMilliseconds);
    }

    [Fact]
    public void Folds_without_enough_rows_before_them_are_left_out()
    {
        var rows = SyntheticRows.Create(50, 1, seed: 1, x => x[0]);

        var folds = RollingOrigin.Split(rows, 4, 10, TimeSpan.Zero, minimumTrainingRows: 25);

        Assert.Equal([30, 40], folds.Select(f => f.Training.Count));
    }

    [Fact]
    public void A_sliding_window_keeps_only_the_latest_rows()
    {
        var rows = SyntheticRows.Create(50, 1, seed: 1, x => x[0]);

        var fold = RollingOrigin.Split(rows, 1, 10, TimeSpan.Zero, 1, maximumTrainingRows: 15).Single();

        Assert.Equal(25 * SyntheticRows.HourMilliseconds, fold.Training.UnixMilliseconds[0]);
        Assert.Equal(15, fold.Training.Count);
    }

    [Fact]
    public void No_fold_trains_on_an_outcome_that_its_origin_did_not_know()
    {
        var cases =
            from gaps in Gen.Choose(0, 5).ListOf().Select(g => g.Append(1).ToArray())
            from folds in Gen.Choose(1, 6)
            from width in Gen.Choose(1, 7)
            from delay in Gen.Choose(0, 12)
            select (gaps, folds, width, delay);

        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var rows = RowsWithGaps(c.gaps);
            return RollingOrigin.Split(rows, c.folds, c.width, TimeSpan.FromMilliseconds(c.delay)).All(fold =>
            {
                var origin = fold.OriginUnixMilliseconds;
                var known = rows.UnixMilliseconds.ToArray().Count(t => t < origin && t + c.delay <= origin);
                return fold.Training.Count == known
                    && fold.Training.UnixMilliseconds[^1] < fold.Validation.UnixMilliseconds[0]
                    && fold.Training.UnixMilliseconds[^1] + c.delay <= origin
                    && fold.Validation.Count == c.width;
            });
        }).QuickCheckThrowOnFailure();
    }

    private static Dataset RowsWithGaps(int[] gaps)
    {
        var schema = new DatasetSchema(PredictionTask.Regression, [FeatureDescription.Numeric("x")]);
        var builder = new DatasetBuilder(schema);
        var time = 0L;
        foreach (var gap in gaps)
        {
            time += gap;
            builder.Add(time, [0], 0);
        }

        return builder.Build();
    }
}
