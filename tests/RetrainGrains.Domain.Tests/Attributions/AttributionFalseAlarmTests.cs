using MathNet.Numerics.Distributions;

namespace RetrainGrains.Domain.Tests.Attributions;

/// <summary>
/// The tests of the false-alarm rate: when no attributions have changed, at most the stated share of checks reports a
/// change.
/// </summary>
public sealed class AttributionFalseAlarmTests
{
    private const int Checks = 1_000;

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(0.5, false)]
    [InlineData(0.5, true)]
    [InlineData(0.9, false)]
    [InlineData(0.9, true)]
    public void Days_without_a_change_alarm_no_more_often_than_stated(double memory, bool isSkewed)
    {
        // Only the significance limits the alarms here.
        var rates = new[] { 0.001, 0.01, 0.1 };
        var alarms = new int[rates.Length];
        for (var check = 0; check < Checks; check++)
        {
            var reasons = new AttributedRows(check, 10, memory, isSkewed ? value => Math.Exp(value) - 1.65 : null);
            var profile = reasons.Profile();
            var rows = reasons.Days(0, 7);
            for (var i = 0; i < rates.Length; i++)
            {
                var policy = AttributedRows.Policy(new() { Significance = rates[i], MinimumEffect = 0 });
                if (AttributedRows.Check(AttributedRows.Serving(policy, profile, 10), rows).Any) alarms[i]++;
            }
        }

        for (var i = 0; i < rates.Length; i++) Assert.InRange(alarms[i], 0, Most(rates[i]));
        Assert.True(alarms[2] > 0, "A check that never alarms proves nothing.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    public void A_attribution_that_doubles_is_found_and_named(double memory)
    {
        const int tries = 50;
        double found = 0;
        for (var check = 0; check < tries; check++)
        {
            var reasons = new AttributedRows(1_000 + check, 5, memory);
            var state = AttributedRows.Serving(AttributedRows.Policy(), reasons.Profile(), 5);
            var moved = AttributedRows.Check(state, reasons.Days(0, 7, row => row[2] *= 2)).Features
                .Where(feature => feature.Moved).Select(feature => feature.Feature).ToArray();
            if (moved is ["f2"]) found++;
        }

        Assert.InRange(found, tries * 0.85, tries);
    }

    /// <summary>Computes the largest number of alarms within the 99 % band of a rate.</summary>
    private static int Most(double rate)
    {
        var binomial = new Binomial(rate, Checks);
        var most = 0;
        while (binomial.CumulativeDistribution(most) < 0.995) most++;
        return most;
    }
}
