using MathNet.Numerics.Distributions;

namespace RetrainGrains.Domain.Tests.Drift;

/// <summary>
/// The tests of the false-alarm rate of every statistic that a rule can name, with bins and range of the reference
/// itself.
/// </summary>
public sealed class StatisticFalseAlarmTests
{
    private const int Checks = 400;
    private const int ReferenceRows = 600;
    private const int Features = 10;

    // One statistic for all that the test of any change judges, and those that have their own test.
    private static readonly ImmutableArray<string> Statistics =
    [
        DriftStatistic.Hellinger, DriftStatistic.KolmogorovSmirnov, DriftStatistic.MissingRate,
        DriftStatistic.OutOfRange,
    ];
    private static readonly ImmutableArray<double> Levels = [0.01, 0.2];

    [Theory]
    [InlineData(50, 1)]
    [InlineData(300, 1)]
    [InlineData(2_000, 1)]
    [InlineData(60, 24)]
    public void No_statistic_alarms_more_often_than_promised_where_nothing_has_moved(int rows, int repeats)
    {
        DriftPolicy[] policies =
        [
            .. Levels.SelectMany(level => Statistics.Select(statistic => Only(level, repeats, statistic))),
            .. Levels.Select(level => Only(level, repeats, [.. Statistics])),
        ];
        var alarms = Alarms(policies, rows, repeats);

        for (var i = 0; i < policies.Length; i++) Assert.InRange(alarms[i], 0, Most(policies[i].Significance));
        Assert.True(alarms.Max() > 10, "Rules that never alarm prove nothing.");
    }

    // With limits of zero, only the significance limits the alarms.
    private static DriftPolicy Only(double significance, int repeats, params string[] statistics) => Given.Shapes with
    {
        MeanShiftLimit = null, VarianceRatioLimit = null, StabilityLimit = null, RowsPerIndependentRow = repeats,
        Significance = significance, Rules = [.. statistics.Select(statistic => new DriftRule(statistic, 0))],
    };

    /// <summary>
    /// Computes the largest number of alarms within the 99.9 % band of a rate: there are many rates here.
    /// </summary>
    private static int Most(double rate)
    {
        var binomial = new Binomial(rate, Checks);
        var most = 0;
        while (binomial.CumulativeDistribution(most) < 0.9995) most++;
        return most;
    }

    private static int[] Alarms(DriftPolicy[] policies, int rows, int repeats)
    {
        var random = new Random(rows);
        var schema = Given.Schema(Features);
        var alarms = new int[policies.Length];
        for (var check = 0; check < Checks; check++)
        {
            float[][] reference = [.. Enumerable.Range(0, ReferenceRows).Select(_ => Draw(random))];
            var bins = FeatureBins.Of(schema, reference);
            var profile = FeatureProfile.Of(Sums(bins, reference, repeats));
            var current = Sums(bins, [.. Enumerable.Range(0, rows).Select(_ => Draw(random))], repeats);
            for (var i = 0; i < policies.Length; i++)
            {
                if (DriftCheck.Evaluate(policies[i], schema, bins, profile, current).Any) alarms[i]++;
            }
        }
        return alarms;
    }

    private static FeatureSums Sums(FeatureBins bins, float[][] rows, int repeats)
    {
        var (once, sums) = (new FeatureSums(bins.FeatureCount), new FeatureSums(bins.FeatureCount));
        foreach (var row in rows) once.Add(bins, row);
        for (var i = 0; i < repeats; i++) sums.Merge(once);
        return sums;
    }

    // Shapes in turn; every second feature has missing values, from one row in a hundred to half of them.
    private static float[] Draw(Random random) =>
    [
        .. Enumerable.Range(0, Features).Select(feature =>
            feature % 2 == 1 && random.NextDouble() < 0.01 * feature * feature / 1.6
                ? float.NaN
                : (float)((feature % 5) switch
                {
                    0 => Given.Normal(random),
                    1 => -Math.Log(1 - random.NextDouble()),
                    2 => Math.Exp(2 * Given.Normal(random)),
                    3 => random.NextDouble() < 0.9 ? 0 : random.NextDouble(),
                    _ => random.NextDouble() < 0.3 ? 1 : 0,
                })),
    ];
}
