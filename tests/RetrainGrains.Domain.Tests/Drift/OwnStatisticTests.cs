namespace RetrainGrains.Domain.Tests.Drift;

/// <summary>The drift statistic that `src/README.md` adds as an example.</summary>
public sealed class OwnStatisticTests
{
    [Fact]
    public void A_statistic_of_one_s_own_compares_a_window_with_its_reference()
    {
        var bins = new FeatureBins([[0, 1, 2, 3, 4, 5, 6, 7, 8]]);
        var comparison = new FeatureComparison(
            new DriftPolicy(), bins, Given.Schema(1).Features[0], 0, Sums(60, 40), Sums(20, 80));

        var found = new LargestBinStatistic().Of(comparison);

        Assert.Equal(0.4, found!.Value.Value, 1e-12);

        FeatureSums Sums(int low, int high)
        {
            var sums = new FeatureSums(1);
            for (var i = 0; i < low + high; i++) sums.Add(bins, [i < low ? 0 : 1]);
            return sums;
        }
    }
}

/// <summary>The change of the share of the bin that most rows of the reference fall into.</summary>
public sealed class LargestBinStatistic : IDriftStatistic
{
    public string Name => "largestBin";
    public string Title => "change of the largest bin's share";
    public (double Low, double High) Limits => (0, 1);

    public DriftFinding? Of(FeatureComparison comparison)
    {
        if (!comparison.HasRows) return null;
        var (before, now) = (comparison.UsedReferenceShares, comparison.UsedShares);
        var largest = Array.IndexOf(before, before.Max());
        return new DriftFinding(Math.Abs(now[largest] - before[largest]), comparison.AnyChange);
    }
}
