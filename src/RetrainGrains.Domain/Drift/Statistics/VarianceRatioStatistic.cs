namespace RetrainGrains.Domain.Drift.Statistics;

/// <summary>The ratio of the standard deviation to the reference's; a half is as far as twice.</summary>
internal sealed class VarianceRatioStatistic : IDriftStatistic
{
    public string Name => DriftStatistic.VarianceRatio;
    public string Title => "standard deviation ratio";
    public bool NeedsOrder => true;
    public (double Low, double High) Limits => (1, 1e6);

    public DriftFinding? Of(FeatureComparison comparison)
    {
        if (!comparison.HasRows) return null;
        var (before, now) = (comparison.ReferenceVariance, comparison.Variance);
        var ratio = before == 0 && now == 0 ? 1 : Math.Sqrt(now / before);
        return new DriftFinding(ratio, Math.Max(ratio, 1 / ratio), comparison.SpreadChange);
    }
}
