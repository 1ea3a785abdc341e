namespace RetrainGrains.Domain.Drift.Statistics;

/// <summary>The change |share of missing values − the reference's|.</summary>
internal sealed class MissingRateStatistic : IDriftStatistic
{
    public string Name => DriftStatistic.MissingRate;
    public string Title => "change of the missing rate";
    public bool IsOfInputs => true;
    public (double Low, double High) Limits => (0, 1);

    public DriftFinding? Of(FeatureComparison comparison) => comparison.AllReferenceRows < 2
        ? null
        : comparison.CompareShares(comparison.ReferenceMissing, comparison.Missing, leastHits: 0);
}
