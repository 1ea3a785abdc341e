using RetrainGrains.Statistics.Metrics;
using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Estimation;

/// <summary>
/// The standard error that a metric has in a chunk of so many rows, learned from a reference with outcomes: the
/// standard deviation (with n) of what one row adds, by the root of the rows that count. As NannyML has it, but for the
/// area under the curve, which has DeLong's variance.
/// </summary>
public static class SamplingError
{
    public static double OfAccuracy(ConfusionCounts reference, int rows) =>
        OfShare(reference.TruePositives + reference.TrueNegatives, reference.Rows, reference.Rows, rows);

    public static double OfPrecision(ConfusionCounts reference, int rows) => OfShare(
        reference.TruePositives, reference.TruePositives + reference.FalsePositives, reference.Rows, rows);

    public static double OfRecall(ConfusionCounts reference, int rows) => OfShare(
        reference.TruePositives, reference.TruePositives + reference.FalseNegatives, reference.Rows, rows);

    public static double OfSpecificity(ConfusionCounts reference, int rows) => OfShare(
        reference.TrueNegatives, reference.TrueNegatives + reference.FalsePositives, reference.Rows, rows);

    public static double OfF1(ConfusionCounts reference, int rows)
    {
        var errors = reference.FalsePositives + reference.FalseNegatives;
        var counting = reference.TruePositives + errors;
        // F1 is a share in which an error is half a row.
        var scale = counting / (reference.TruePositives + errors / 2);
        return scale * OfShare(reference.TruePositives, counting, reference.Rows, rows);
    }

    public static double OfRocAuc(AucReport reference, int referenceRows, int rows)
    {
        Check(rows);
        return Math.Sqrt(reference.Variance * referenceRows / rows);
    }

    /// <summary>Computes the error of a mean loss; the moments are those of the losses of the reference.</summary>
    public static double OfMean(Moments reference, int rows)
    {
        Check(rows);
        return reference.PopulationStandardDeviation / Math.Sqrt(rows);
    }

    /// <summary>Computes the error of the root of a mean loss, by the delta method.</summary>
    public static double OfRootMean(Moments reference, int rows) =>
        reference.Mean > 0 ? OfMean(reference, rows) / (2 * Math.Sqrt(reference.Mean)) : 0;

    private static double OfShare(double hits, double counting, double referenceRows, int rows)
    {
        Check(rows);
        var share = hits / counting;
        return Math.Sqrt(share * (1 - share) / (rows * counting / referenceRows));
    }

    private static void Check(int rows)
    {
        if (rows < 1) throw new ArgumentException($"rows is {rows}; at least 1 is needed", nameof(rows));
    }
}
