using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Statistics.Tests.Metrics;

public sealed class ScoreSketchReportTests
{
    private static readonly double[] Scores = [0.1, 0.1, 0.3, 0.3, 0.5, 0.5, 0.7, 0.7, 0.9, 0.9];
    private static readonly bool[] Outcomes =
        [false, false, false, true, false, true, true, false, true, true];

    [Fact]
    public void Scores_that_are_a_bin_each_lose_nothing()
    {
        var sketch = new ScoreSketch(5);
        for (var row = 0; row < Scores.Length; row++) sketch.Add(Scores[row], Outcomes[row]);
        var kept = ScoreSketch.Of(sketch.Positives, sketch.Negatives);

        Assert.Equal(RocAuc.Report(Scores, Outcomes), kept.AucReport());
        Assert.Equal(AveragePrecision.Of(Scores, Outcomes), kept.AveragePrecision(), 1e-15);
    }

    [Fact]
    public void Counts_of_another_number_of_bins_are_refused_and_empty_bins_are_skipped()
    {
        Assert.Throws<ArgumentException>(() => ScoreSketch.Of([1, 2], [1]));
        Assert.Equal(1, ScoreSketch.Of([0, 0, 3, 0], [2, 0, 0, 0]).AveragePrecision());
        Assert.Equal(double.NaN, ScoreSketch.Of([0, 0], [0, 2]).AveragePrecision());
    }

    [Fact]
    public void Correlation_is_that_of_two_columns_of_zeros_and_ones()
    {
        // numpy.corrcoef of the 100 rows.
        var counts = new ConfusionCounts(20, 5, 60, 15);

        Assert.Equal(0.5447047794019222, counts.MatthewsCorrelation, 1e-12);
        Assert.Equal((20 / 35.0 + 60 / 65.0) / 2, counts.BalancedAccuracy, 1e-15);
        Assert.Equal(double.NaN, new ConfusionCounts(20, 5, 0, 0).MatthewsCorrelation);
    }
}
