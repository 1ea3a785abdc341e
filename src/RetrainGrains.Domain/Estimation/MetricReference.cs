using RetrainGrains.Domain.Performance;

namespace RetrainGrains.Domain.Estimation;

/// <summary>
/// What the champion reached on the rows that an estimator was fitted on, and the metric's standard error in a window
/// of one row: in n rows it is that over √n.
/// </summary>
public sealed record MetricReference(Metric Metric, double Value, double Deviation)
{
    /// <summary>How far chance carries the metric of so many rows from that of the reference's own rows.</summary>
    public double StandardError(double rows, double referenceRows) =>
        Deviation * Math.Sqrt(1 / rows + 1 / referenceRows);
}
