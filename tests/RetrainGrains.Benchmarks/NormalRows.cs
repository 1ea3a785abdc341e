using RetrainGrains.Domain.Observations;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Benchmarks;

/// <summary>Rows of independent standard normal features, of which one value in a hundred is missing.</summary>
internal static class NormalRows
{
    public static FeatureSchema Schema(int features) => new()
    {
        Features = [.. Enumerable.Range(0, features).Select(i => new Feature($"f{i}", FeatureKind.Numeric))],
        Target = "y",
    };

    public static float[] Draw(Random random, int features)
    {
        var row = new float[features];
        for (var i = 0; i < features; i++) row[i] = random.Next(100) == 0 ? float.NaN : (float)Normal(random);
        return row;
    }

    // Box and Muller (1958).
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
