using RetrainGrains.Statistics.TwoSample.Tails;

namespace RetrainGrains.Statistics.TwoSample;

/// <summary>
/// The tests of whether a rate has changed, such as that of missing values, values out of range or errors: two-sided,
/// over counts of hits among rows.
/// </summary>
public static class ProportionTest
{
    // Cochran (1954): below five expected rows in a cell the normal limit is too rough.
    private const double ExpectedRows = 5;

    // Tables this close in chance are equally likely; rounding alone separates them. R's fisher.test has the same.
    private const double Tie = 1 + 1e-7;

    /// <summary>Tests by Fisher's test where a cell expects fewer than five rows, else by the z-test.</summary>
    public static TestReport Test(long referenceHits, long referenceRows, long currentHits, long currentRows)
    {
        Check(referenceHits, referenceRows, nameof(referenceHits), nameof(referenceRows));
        Check(currentHits, currentRows, nameof(currentHits), nameof(currentRows));
        var rate = ((double)referenceHits + currentHits) / ((double)referenceRows + currentRows);
        var smallest = Math.Min(rate, 1 - rate) * Math.Min(referenceRows, currentRows);
        return smallest < ExpectedRows
            ? FisherExact(referenceHits, referenceRows, currentHits, currentRows)
            : ZTest(referenceHits, referenceRows, currentHits, currentRows);
    }

    /// <summary>The pooled z-test; its statistic is positive when the reference's rate is higher.</summary>
    public static TestReport ZTest(long referenceHits, long referenceRows, long currentHits, long currentRows)
    {
        Check(referenceHits, referenceRows, nameof(referenceHits), nameof(referenceRows));
        Check(currentHits, currentRows, nameof(currentHits), nameof(currentRows));
        double n = referenceRows, m = currentRows;
        var pooled = (referenceHits + currentHits) / (n + m);
        if (pooled is 0 or 1) return new TestReport(0, 1);
        var z = (referenceHits / n - currentHits / m) / Math.Sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
        return new TestReport(z, Tail.TwoSidedNormal(z));
    }

    /// <summary>
    /// Computes Fisher's exact test: the chance of all tables that are no likelier than this one. Its statistic is the
    /// odds ratio. It costs one step for each row of the rarest margin.
    /// </summary>
    public static TestReport FisherExact(long referenceHits, long referenceRows, long currentHits, long currentRows)
    {
        Check(referenceHits, referenceRows, nameof(referenceHits), nameof(referenceRows));
        Check(currentHits, currentRows, nameof(currentHits), nameof(currentRows));
        var hits = referenceHits + currentHits;
        var rows = referenceRows + currentRows;
        if (hits == 0 || hits == rows) return new TestReport(double.NaN, 1);
        var limit = Saddlepoint.Hypergeometric(referenceHits, rows, hits, referenceRows) * Tie;
        double likelier = 0, rest = 0;
        for (var k = Math.Max(0, hits - currentRows); k <= Math.Min(hits, referenceRows); k++)
        {
            var chance = Saddlepoint.Hypergeometric(k, rows, hits, referenceRows);
            if (chance <= limit) rest += chance;
            else likelier += chance;
        }
        var odds = (double)referenceHits * (currentRows - currentHits);
        var otherOdds = (double)currentHits * (referenceRows - referenceHits);
        return new TestReport(odds / otherOdds, likelier == 0 ? 1 : Math.Min(1, rest));
    }

    private static void Check(long hits, long rows, string hitsName, string rowsName)
    {
        if (rows < 1) throw new ArgumentException($"{rowsName} is {rows}; at least 1 is needed", rowsName);
        if (hits >= 0 && hits <= rows) return;
        throw new ArgumentException($"{hitsName} is {hits}; it must be 0 to {rowsName}, {rows}", hitsName);
    }
}
