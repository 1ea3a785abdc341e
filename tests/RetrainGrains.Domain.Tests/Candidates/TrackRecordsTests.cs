namespace RetrainGrains.Domain.Tests.Candidates;

public sealed class TrackRecordsTests
{
    private static readonly ChallengerPolicy Policy = new() { HalfLives = [TimeSpan.FromDays(1)], CorrectionRows = 0 };

    [Fact]
    public void A_loss_is_the_mean_over_rows_that_fade_by_half_each_half_life()
    {
        var records = new TrackRecords(1, 1);
        Add(records, Policy, Given.Start, 0, 2);
        Add(records, Policy, Given.Start.AddDays(1), 0, 1);

        // (4 / 2 + 1) / (1 / 2 + 1).
        Assert.Equal(2, records.Loss(0, 0), 1e-12);
        Assert.Equal(1.5, records.RowsIn(0), 1e-12);
    }

    [Fact]
    public void No_rows_are_no_record()
    {
        var records = new TrackRecords(1, 1);
        Add(records, Policy, Given.Start, 0, double.NaN);

        Assert.True(double.IsNaN(records.Loss(0, 0)));
        Assert.True(double.IsNaN(records.ServedLoss(0)));
    }

    [Fact]
    public void A_sleeping_candidate_neither_gains_nor_loses_against_the_average()
    {
        var records = new TrackRecords(3, 1);
        for (var i = 0; i < 20; i++) Add(records, Policy, Given.Start.AddHours(i), 0, 1, 3, double.NaN);

        Assert.Equal((records.Loss(0, 0) + records.Loss(0, 1)) / 2, records.Loss(0, 2), 1e-12);
    }

    [Theory]
    [InlineData(LossKind.ZeroOne, 1, 0)]
    [InlineData(LossKind.LogLoss, 0.6931, 0.2231)]
    public void Of_several_classes_the_wrong_one_or_the_probability_of_the_right_one_counts(
        LossKind kind, double first, double second)
    {
        var policy = Policy with { Loss = kind, CorrectionRows = 6 };
        var records = new TrackRecords(3, 1);
        for (var i = 0; i < 20; i++)
        {
            var row = Given.Row(i, Given.Start.AddHours(i), 2, 1, 2, double.NaN) with
            {
                Served = 1, Given = new OutcomeProbabilities(0.25, double.NaN, [0.5, 0.8, double.NaN]),
            };
            records.Add(policy, PredictionTask.MulticlassClassification, row);
        }

        Assert.Equal(first, records.Loss(0, 0), 1e-4);
        Assert.Equal(second, records.Loss(0, 1), 1e-4);
        Assert.Equal((first + second) / 2, records.Loss(0, 2), 1e-4);
        Assert.Equal(kind == LossKind.ZeroOne ? 1 : Math.Log(4), records.ServedLoss(0), 1e-4);
        Assert.Equal((0, records.Loss(0, 0)), (records.Correction(0, 6), records.Loss(0, 0, corrected: true)));
    }

    [Fact]
    public void The_drift_correction_removes_a_constant_bias()
    {
        var policy = Policy with { CorrectionRows = 6 };
        var records = new TrackRecords(1, 1);
        for (var i = 0; i < 200; i++) Add(records, policy, Given.Start.AddHours(i), 10, 7);

        // Shrunk by a quarter of the half-life against the 9.2 rows that the memory holds.
        var rows = 1 / (1 - Math.Pow(0.5, 1 / 6.0));
        Assert.Equal(3 * rows / (rows + 1.5), records.Correction(0, 6), 1e-3);
        Assert.Equal(9, records.Loss(0, 0), 1e-9);
        Assert.InRange(records.Loss(0, 0, corrected: true), 0, 1.5);
    }

    [Fact]
    public void A_copy_leaves_the_original_as_it_was()
    {
        var records = new TrackRecords(1, 1);
        Add(records, Policy, Given.Start, 0, 2);
        Add(records.Copy(), Policy, Given.Start.AddDays(1), 0, 1);

        Assert.Equal((4, 1), (records.Loss(0, 0), records.RowsIn(0)));
    }

    [Theory]
    [InlineData(LossKind.Squared, 0.9, 0, 0.81)]
    [InlineData(LossKind.ZeroOne, 0.5, 1, 0)]
    [InlineData(LossKind.ZeroOne, 0.49, 1, 1)]
    [InlineData(LossKind.LogLoss, 0.5, 0, 0.6931471805599453)]
    [InlineData(LossKind.LogLoss, 0, 1, 13.815510557964274)]
    public void Each_loss_is_its_definition(LossKind kind, double prediction, double outcome, double loss)
    {
        Assert.Equal(loss, Losses.Of(kind, prediction, outcome), 1e-9);
    }

    private static void Add(
        TrackRecords records, ChallengerPolicy policy, DateTimeOffset at, double outcome,
        params double[] candidates) =>
        records.Add(policy, PredictionTask.Regression, Given.Row(1, at, outcome, candidates));
}
