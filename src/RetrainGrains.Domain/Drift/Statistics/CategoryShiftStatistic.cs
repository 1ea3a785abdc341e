namespace RetrainGrains.Domain.Drift.Statistics;

/// <summary>
/// The largest change of one category's share, as Cohen's (1988) h = 2 |arcsin √now − arcsin √before|: 0.2 is a
/// category of 1 % that is gone, or one of 30 % that has become 39 %. Sums over all categories, such as population
/// stability, hardly notice one of many. Its chance is that of the least likely change, times the number of categories.
/// </summary>
internal sealed class CategoryShiftStatistic : IDriftStatistic
{
    public string Name => DriftStatistic.CategoryShift;
    public string Title => "largest change of a category's share";
    public bool NeedsCategories => true;
    public (double Low, double High) Limits => (0, Math.PI);

    public DriftFinding? Of(FeatureComparison comparison)
    {
        if (!comparison.HasRows) return null;
        var before = comparison.ReferenceBins;
        var now = comparison.Bins;
        double largest = 0, least = 1;
        for (var place = 0; place < before.Length; place++)
        {
            var was = (before[place], comparison.ReferenceRows);
            var isNow = (now[place], comparison.Rows);
            largest = Math.Max(largest, EffectOf(was, isNow));
            least = Math.Min(least, comparison.CompareShares(was, isNow, leastHits: 0).PValue);
        }
        return new DriftFinding(largest, Math.Min(1, least * before.Length));
    }

    private static double EffectOf((int Hits, int Rows) before, (int Hits, int Rows) now) =>
        2 * Math.Abs(Angle(now) - Angle(before));

    private static double Angle((int Hits, int Rows) share) => Math.Asin(Math.Sqrt((double)share.Hits / share.Rows));
}
