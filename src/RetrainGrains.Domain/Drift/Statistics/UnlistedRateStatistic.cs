namespace RetrainGrains.Domain.Drift.Statistics;

/// <summary>
/// The change |share of categories that the schema does not list − the reference's|. Where the reference's rows are
/// from before they were told from missing values, its missing ones are taken for such.
/// </summary>
internal sealed class UnlistedRateStatistic : IDriftStatistic
{
    public string Name => DriftStatistic.UnlistedRate;
    public string Title => "change of the share of unlisted categories";
    public bool NeedsCategories => true;
    public bool IsOfInputs => true;
    public (double Low, double High) Limits => (0, 1);

    public DriftFinding? Of(FeatureComparison comparison)
    {
        if (comparison.AllReferenceRows < 2) return null;
        var (before, now) = (comparison.ReferenceUnlisted, comparison.Unlisted);
        if (before.Hits == 0 && now.Rows > 0)
        {
            before.Hits = Math.Min(comparison.ReferenceMissing.Hits, MostAlike(comparison));
        }
        return comparison.CompareShares(before, now, leastHits: 0);
    }

    // As many of the missing ones as would make no change.
    private static int MostAlike(FeatureComparison comparison) =>
        (int)Math.Round((double)comparison.Unlisted.Hits * comparison.AllReferenceRows / comparison.Unlisted.Rows);
}
