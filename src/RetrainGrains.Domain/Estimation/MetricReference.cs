using RetrainGrains.Domain.Performance;

namespace RetrainGrains.Domain.Estimation;

/// <summary>
/// The metric of the champion on the rows that an estimator was fitted on, and its standard error in a window of one
/// row: in n rows it is that over √n.
/// </summary>
public sealed record MetricReference(Metric Metric, double Value, double Deviation)
{
    /// <summary>
    /// Computes the standard error of the difference between the metric of so many rows and that of the reference's own
    /// rows.
    /// </summary>
    public double StandardError(double rows, double referenceRows) =>
        Deviation * Math.Sqrt(1 / rows + 1 / referenceRows);
}
