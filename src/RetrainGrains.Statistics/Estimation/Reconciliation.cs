using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Statistics.Estimation;

/// <summary>An estimate beside what the outcomes of the same rows said when they had arrived.</summary>
public sealed record Reconciliation(PerformanceEstimate Estimate, Interval Interval, double Realised, int Outcomes)
{
    /// <summary>The estimate minus the realised metric; above zero the estimate was too high.</summary>
    public double Error => Estimate.Value - Realised;

    public bool Holds => Interval.Contains(Realised);

    /// <summary>
    /// The share of the estimated rows whose outcome is known; early outcomes are no fair draw of all.
    /// </summary>
    public double Coverage => (double)Outcomes / Estimate.Rows;
}
