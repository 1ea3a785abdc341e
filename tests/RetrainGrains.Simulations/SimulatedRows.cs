using MathNet.Numerics.Random;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Simulations;

/// <summary>The shape of a feature's values.</summary>
public enum SimulatedShape
{
    Normal = 0,

    /// <summary>Skewed, with a heavy tail: the exponential of a normal.</summary>
    LogNormal = 1,

    /// <summary>A count of few values with many ties.</summary>
    Counts = 2,
}

/// <summary>Independent rows of independent features, each drawn from one shape; a source is one seed's.</summary>
internal sealed class SimulatedRows(SimulatedShape shape, int features, int seed)
{
    private readonly Xoshiro256StarStar random = new(seed, threadSafe: false);

    public FeatureSchema Schema { get; } = new()
    {
        Features = [.. Enumerable.Range(0, features).Select(feature => new Feature($"f{feature}"))],
        Target = "y",
    };

    public float[][] Draw(int rows) => [.. Enumerable.Range(0, rows).Select(_ => DrawRow())];

    /// <summary>Rows whose first feature is moved by so many standard deviations.</summary>
    public float[][] DrawShifted(int rows, double shift)
    {
        var drawn = Draw(rows);
        foreach (var row in drawn) row[0] += (float)(shift * StandardDeviation);
        return drawn;
    }

    public static FeatureSums Sum(FeatureBins bins, IReadOnlyList<float[]> rows)
    {
        var sums = new FeatureSums(bins.FeatureCount);
        foreach (var row in rows) sums.Add(bins, row);
        return sums;
    }

    private double StandardDeviation => shape switch
    {
        SimulatedShape.LogNormal => Math.Sqrt((Math.E - 1) * Math.E),
        SimulatedShape.Counts => Math.Sqrt(4 * 0.3 * 0.7),
        _ => 1,
    };

    private float[] DrawRow()
    {
        var row = new float[features];
        for (var feature = 0; feature < features; feature++)
        {
            row[feature] = (float)(shape switch
            {
                SimulatedShape.Normal => DrawNormal(),
                SimulatedShape.LogNormal => Math.Exp(DrawNormal()),
                _ => Enumerable.Range(0, 4).Count(_ => random.NextDouble() < 0.3),
            });
        }
        return row;
    }

    /// <summary>Computes a normal number of two uniform ones, by the method of Box and Muller (1958).</summary>
    public static double Normal(double first, double second) =>
        Math.Sqrt(-2 * Math.Log(1 - first)) * Math.Cos(2 * Math.PI * second);

    private double DrawNormal() => Normal(random.NextDouble(), random.NextDouble());
}
