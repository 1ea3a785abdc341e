using MathNet.Numerics.Distributions;

namespace RetrainGrains.Domain.Tests.Drift;

/// <summary>
/// The tests of the policy's false-alarm rate under either correction: without drift at most its significance of checks
/// raise an alarm.
/// </summary>
public sealed class FalseAlarmTests
{
    private const int Checks = 1_000;
    private const int ReferenceRows = 1_000;

    [Theory]
    [InlineData(50, 10)]
    [InlineData(50, 50)]
    [InlineData(100, 10)]
    [InlineData(100, 50)]
    [InlineData(500, 10)]
    [InlineData(500, 50)]
    public void Windows_without_drift_alarm_no_more_often_than_promised(int rows, int features)
    {
        // With limits of zero, only the significance limits the alarms.
        var bare = new DriftPolicy
        {
            RowsPerIndependentRow = 1, MeanShiftLimit = 0, VarianceRatioLimit = 1, StabilityLimit = 0,
        };
        var share = bare with { Correction = DriftCorrection.BenjaminiHochberg };
        DriftPolicy[] policies =
        [
            new() { RowsPerIndependentRow = 1 }, bare, bare with { Significance = 0.2 },
            share, share with { Significance = 0.2 },
        ];

        var alarms = Alarms(policies, rows, features);

        for (var i = 0; i < policies.Length; i++) Assert.InRange(alarms[i], 0, Most(policies[i].Significance));
        Assert.True(alarms[2] > 10, "A rule that never alarms proves nothing.");
        Assert.InRange(alarms[2], 0, alarms[4]);
    }

    /// <summary>Computes the largest number of alarms within the 99 % band of a rate.</summary>
    private static int Most(double rate)
    {
        var binomial = new Binomial(rate, Checks);
        var most = 0;
        while (binomial.CumulativeDistribution(most) < 0.995) most++;
        return most;
    }

    private static int[] Alarms(DriftPolicy[] policies, int rows, int features)
    {
        var random = new Random(rows * 1_000 + features);
        var schema = Given.Schema(features);
        float[][] population = [.. Enumerable.Range(0, 20_000).Select(_ => Draw(random, features))];
        var bins = FeatureBins.Of(schema, population);
        var alarms = new int[policies.Length];
        for (var check = 0; check < Checks; check++)
        {
            var reference = FeatureProfile.Of(Sample(bins, population, ReferenceRows, random));
            var current = Sample(bins, population, rows, random);
            for (var i = 0; i < policies.Length; i++)
            {
                if (DriftCheck.Evaluate(policies[i], schema, bins, reference, current).Any) alarms[i]++;
            }
        }
        return alarms;
    }

    private static FeatureSums Sample(FeatureBins bins, float[][] population, int rows, Random random)
    {
        var sums = new FeatureSums(bins.FeatureCount);
        for (var i = 0; i < rows; i++) sums.Add(bins, population[random.Next(population.Length)]);
        return sums;
    }

    // Normal, exponential, heavy-tailed, mostly zero, and two-valued features in turn.
    private static float[] Draw(Random random, int features) =>
    [
        .. Enumerable.Range(0, features).Select(f => (float)((f % 5) switch
        {
            0 => Given.Normal(random),
            1 => -Math.Log(1 - random.NextDouble()),
            2 => Math.Exp(2 * Given.Normal(random)),
            3 => random.NextDouble() < 0.9 ? 0 : random.NextDouble(),
            _ => random.NextDouble() < 0.3 ? 1 : 0,
        })),
    ];
}
