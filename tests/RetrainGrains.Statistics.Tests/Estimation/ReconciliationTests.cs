using RetrainGrains.Statistics.Estimation;
using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Tests.Estimation;

/// <summary>Estimates are held against the outcomes when those arrive.</summary>
public sealed class ReconciliationTests
{
    [Fact]
    public void A_reconciliation_says_how_far_off_the_estimate_was_and_on_how_many_outcomes()
    {
        var reconciliation = Of(0.8, 0.77);

        Assert.Equal(0.03, reconciliation.Error, 12);
        Assert.True(reconciliation.Holds);
        Assert.Equal(0.5, reconciliation.Coverage);
        Assert.False(Of(0.8, 0.7).Holds);
    }

    [Fact]
    public void A_record_runs_and_merges()
    {
        var first = new EstimatorRecord().Add(Of(0.8, 0.78)).Add(Of(0.8, 0.6));
        var second = new EstimatorRecord().Add(Of(0.8, 0.82));

        var record = first.Merge(second);

        Assert.Equal(3, record.Reconciled);
        Assert.Equal(0.2 / 3, record.Bias, 12);
        Assert.Equal(0.24 / 3, record.MeanAbsoluteError, 12);
        Assert.Equal(2 / 3.0, record.HeldShare);
    }

    [Fact]
    public void An_estimator_is_overconfident_only_when_chance_does_not_explain_its_misses()
    {
        var unlucky = new EstimatorRecord().Add(Of(0.8, 0.6)).Add(Of(0.8, 0.8)).Add(Of(0.8, 0.8));
        var wrong = Enumerable.Range(0, 10).Aggregate(new EstimatorRecord(), (record, _) => record.Add(Of(0.8, 0.5)));

        Assert.False(new EstimatorRecord().IsOverconfident());
        Assert.False(unlucky.IsOverconfident());
        Assert.True(wrong.IsOverconfident());
    }

    [Fact]
    public void A_threshold_is_three_deviations_from_the_mean_of_the_chunks()
    {
        var threshold = MetricThreshold.Of([0.7, 0.8, 0.9], 3, 0, 1);

        Assert.Equal(0.8 - 3 * Math.Sqrt(0.02 / 3), threshold.Lower!.Value, 12);
        Assert.Null(threshold.Upper);
        Assert.True(threshold.Breaches(0.55));
        Assert.False(threshold.Breaches(0.56));
    }

    [Fact]
    public void Chunks_that_are_all_alike_do_not_breach_their_own_threshold()
    {
        var threshold = MetricThreshold.Of([1, 1, 1]);

        Assert.False(threshold.Breaches(1));
        Assert.True(threshold.Breaches(0.99));
        Assert.False(threshold.Breaches(double.NaN));
    }

    [Fact]
    public void A_sampling_error_shrinks_with_the_root_of_the_rows()
    {
        var losses = Moments.Of([1, 2, 3, 4]);

        Assert.Equal(Math.Sqrt(1.25) / 5, SamplingError.OfMean(losses, 25), 12);
        Assert.Equal(Math.Sqrt(1.25 / (4 * 25 * 2.5)), SamplingError.OfRootMean(losses, 25), 12);
        Assert.Equal(0, SamplingError.OfRootMean(new Moments(4, 0, 0), 25));
        Assert.Contains(
            "rows is 0; at least 1", Assert.Throws<ArgumentException>(() => SamplingError.OfMean(losses, 0)).Message);
    }

    private static Reconciliation Of(double estimated, double realised)
    {
        var estimate = new PerformanceEstimate(estimated, 0.02, 200);
        return new Reconciliation(estimate, estimate.Interval(), realised, 100);
    }
}
