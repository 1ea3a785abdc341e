using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Statistics.Estimation;

/// <summary>An estimate beside what the outcomes of the same rows said when they had arrived.</summary>
public sealed record Reconciliation(PerformanceEstimate Estimate, Interval Interval, double Realised, int Outcomes)
{
    /// <summary>Above zero the estimate was too high.</summary>
    public double Error => Estimate.Value - Realised;

    public bool Holds => Interval.Contains(Realised);

    /// <summary>Which share of the estimated rows has its outcome; early outcomes are not a fair draw of all.</summary>
    public double Coverage => (double)Outcomes / Estimate.Rows;
}
