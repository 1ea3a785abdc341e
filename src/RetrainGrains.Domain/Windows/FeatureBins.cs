using System.Runtime.Intrinsics;

namespace RetrainGrains.Domain.Windows;

/// <summary>
/// The bins that every window of a model counts its features in, so that windows can be added and compared: deciles of
/// the first reference for numbers, one bin a category (the last one takes the rest) for categories.
/// </summary>
public sealed record FeatureBins
{
    public const int BinsPerFeature = 10;

    private static readonly ImmutableArray<float> CategoryEdges =
        [.. Enumerable.Range(1, BinsPerFeature - 1).Select(category => MathF.BitDecrement(category))];

    // The first edge of every feature, then the second of every feature, …: neighbours are compared at once.
    private readonly float[] ranked = [];

    public FeatureBins(ImmutableArray<ImmutableArray<float>> edges) => Edges = edges;

    public ImmutableArray<ImmutableArray<float>> Edges
    {
        get;
        init => (field, ranked) = (value, Rank(value));
    }

    public int FeatureCount => Edges.Length;

    /// <summary>How many edges the value is above; none for a missing one.</summary>
    public int BinOf(int feature, float value)
    {
        var bin = 0;
        for (var at = feature; at < ranked.Length; at += FeatureCount) bin += value > ranked[at] ? 1 : 0;
        return bin;
    }

    /// <summary>The bins of as many neighbouring features as there are values, from this one on.</summary>
    internal Vector256<int> BinsOf(int feature, Vector256<float> values)
    {
        var bins = Vector256<int>.Zero;
        for (var at = feature; at < ranked.Length; at += FeatureCount)
        {
            var edges = Vector256.Create(ranked.AsSpan(at, Vector256<float>.Count));
            // A comparison that holds is −1.
            bins -= Vector256.GreaterThan(values, edges).AsInt32();
        }
        return bins;
    }

    /// <summary>
    /// Deciles of each numeric feature over the rows; an empty list of edges marks a categorical one.
    /// </summary>
    public static FeatureBins Of(FeatureSchema schema, IReadOnlyList<float[]> rows)
    {
        var edges = ImmutableArray.CreateBuilder<ImmutableArray<float>>(schema.Features.Length);
        for (var feature = 0; feature < schema.Features.Length; feature++)
        {
            edges.Add(schema.Features[feature].Kind == FeatureKind.Categorical ? [] : Deciles(rows, feature));
        }
        return new FeatureBins(edges.MoveToImmutable());
    }

    // No value is above an edge at infinity; category k, rounded down, is above whatever comes just before k.
    private static float[] Rank(ImmutableArray<ImmutableArray<float>> edges)
    {
        var ranked = new float[(BinsPerFeature - 1) * edges.Length];
        Array.Fill(ranked, float.PositiveInfinity);
        for (var feature = 0; feature < edges.Length; feature++)
        {
            var own = edges[feature].IsEmpty ? CategoryEdges : edges[feature];
            if (own.Length >= BinsPerFeature)
            {
                throw new ArgumentException(
                    $"feature {feature} has {own.Length} edges; at most {BinsPerFeature - 1} fit", nameof(edges));
            }
            for (var rank = 0; rank < own.Length; rank++) ranked[rank * edges.Length + feature] = own[rank];
        }
        return ranked;
    }

    private static ImmutableArray<float> Deciles(IReadOnlyList<float[]> rows, int feature)
    {
        var values = new float[rows.Count];
        var count = 0;
        foreach (var row in rows)
        {
            if (!float.IsNaN(row[feature])) values[count++] = row[feature];
        }
        if (count == 0) return [0f];
        Array.Sort(values, 0, count);
        var edges = new List<float>(BinsPerFeature - 1);
        for (var bin = 1; bin < BinsPerFeature; bin++)
        {
            var edge = values[(int)((long)count * bin / BinsPerFeature)];
            if (edges.Count == 0 || edge > edges[^1]) edges.Add(edge);
        }
        return [.. edges];
    }

    public bool Equals(FeatureBins? other) =>
        other is not null && Edges.Length == other.Edges.Length
        && Edges.Zip(other.Edges).All(pair => pair.First.SequenceEqual(pair.Second));

    public override int GetHashCode() => Edges.Length;
}
