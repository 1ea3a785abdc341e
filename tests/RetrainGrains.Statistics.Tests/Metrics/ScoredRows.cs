using RetrainGrains.Statistics.Tests.TwoSample;

namespace RetrainGrains.Statistics.Tests.Metrics;

/// <summary>Seeded rows of a classifier: probabilities, and outcomes drawn from them.</summary>
internal sealed record ScoredRows(string Name, double[] Scores, bool[] Outcomes)
{
    /// <summary>Few and many rows, without ties and with many, rare and common positives, all scores small.</summary>
    public static ScoredRows[] All { get; } =
    [
        Draw("even", 200, 1, random => random.NextDouble()),
        Draw("even, many", 3_000, 2, random => random.NextDouble()),
        Draw("tied", 500, 3, random => random.Next(0, 8) / 7.0),
        Draw("rare", 2_000, 4, random => 0.1 * random.NextDouble() * random.NextDouble()),
        Draw("common", 300, 5, random => 1 - 0.3 * random.NextDouble()),
        Draw("few", 12, 6, random => random.NextDouble()),
        Draw("without order", 407, 7, random => random.NextDouble(), _ => 0.4),
        Draw("at the ends", 250, 8, random => Math.Round(random.NextDouble(), 1)),
    ];

    public static ScoredRows Draw(
        string name, int rows, int seed, Func<Random, double> score, Func<double, double>? chance = null)
    {
        var random = new Random(seed);
        var scores = Samples.Draw(score, rows, seed + 1_000);
        bool[] outcomes = [.. scores.Select(value => random.NextDouble() < (chance ?? (same => same))(value))];
        // Both classes occur.
        (outcomes[0], outcomes[1], outcomes[2], outcomes[3]) = (true, true, false, false);
        return new ScoredRows(name, scores, outcomes);
    }
}
