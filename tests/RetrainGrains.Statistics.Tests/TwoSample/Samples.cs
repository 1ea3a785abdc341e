namespace RetrainGrains.Statistics.Tests.TwoSample;

/// <summary>Two samples under a name that says what is special about them.</summary>
internal sealed record SamplePair(string Name, double[] Reference, double[] Current);

/// <summary>Seeded pairs: tiny and large, of equal and unequal size, tied, skewed, shifted, far from zero.</summary>
internal static class Samples
{
    public static SamplePair[] All { get; } =
    [
        .. Sizes.SelectMany(size => Shapes.Select((shape, index) => new SamplePair(
            $"{shape.Name} {size.Reference} x {size.Current}",
            Draw(shape.Reference, size.Reference, 2 * index + 31 * size.Reference),
            Draw(shape.Current, size.Current, 2 * index + 1 + 37 * size.Current)))),
        new("one row each", [1], [2]),
        new("one row against three", [2], [1, 2, 3]),
        new("equal samples", [1, 2, 3, 4], [1, 2, 3, 4]),
        new("no overlap", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [11, 12, 13, 14, 15, 16]),
        new("infinitesimal against large", [1e-12, 2e-12, 3e-12, 5e-12], [-1e12, 1e12, 3e12]),
    ];

    public static double[] Draw(Func<Random, double> row, int rows, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(_ => row(random))];
    }

    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static (int Reference, int Current)[] Sizes =>
        [(2, 3), (3, 5), (7, 7), (8, 300), (30, 20), (100, 100), (500, 123), (1000, 1000)];

    private static (string Name, Func<Random, double> Reference, Func<Random, double> Current)[] Shapes =>
    [
        ("normal", Normal, Normal),
        ("shifted", Normal, random => Normal(random) + 0.5),
        ("spread", Normal, random => 2 * Normal(random)),
        ("skewed", random => Math.Exp(2 * Normal(random)), random => Math.Exp(2 * Normal(random) + 0.3)),
        ("tied", random => random.Next(5), random => random.Next(6)),
        ("far from zero", random => 1e4 + Normal(random), random => 1e4 + 0.1 + Normal(random)),
    ];
}
