using System.Runtime.Intrinsics;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Windows;

/// <summary>
/// The bins that every window of a model counts its features in, so that windows can be added and compared: deciles of
/// the first reference for numbers, one bin a category (the last one takes the rest) for categories. Its smallest and
/// largest numbers are kept as well, since the outer deciles are open.
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

    /// <summary>
    /// The smallest value of each feature in the first reference; empty where no range is known: no value is below.
    /// </summary>
    public ImmutableArray<float> Minimum { get; init => field = OfEveryFeature(value, nameof(Minimum)); } = [];

    /// <summary>
    /// The largest value of each feature in the first reference; empty where no range is known: no value is above.
    /// </summary>
    public ImmutableArray<float> Maximum { get; init => field = OfEveryFeature(value, nameof(Maximum)); } = [];

    public int FeatureCount => Edges.Length;

    /// <summary>Returns true when the range of the feature in the first reference is known.</summary>
    public bool HasRange(int feature) =>
        !Minimum.IsEmpty && !Maximum.IsEmpty && float.IsFinite(Minimum[feature]) && float.IsFinite(Maximum[feature]);

    /// <summary>Computes the value's bin, the number of edges below the value; 0 for a missing one.</summary>
    public int BinOf(int feature, float value)
    {
        var bin = 0;
        for (var at = feature; at < ranked.Length; at += FeatureCount) bin += value > ranked[at] ? 1 : 0;
        return bin;
    }

    /// <summary>
    /// Returns true when the value is outside of the range of the first reference; a missing value is not.
    /// </summary>
    public bool IsOutside(int feature, float value) =>
        (!Minimum.IsEmpty && value < Minimum[feature]) || (!Maximum.IsEmpty && value > Maximum[feature]);

    /// <summary>Computes the bins of as many neighbouring features as there are values, from this one on.</summary>
    internal Vector256<int> BinsOf(int feature, Vector256<float> values)
    {
        var bins = Vector256<int>.Zero;
        for (var at = feature; at < ranked.Length; at += FeatureCount)
        {
            var edges = Vector256.Create(ranked.AsSpan(at, Vector256<float>.Count));
            // A true comparison is −1.
            bins -= Vector256.GreaterThan(values, edges).AsInt32();
        }
        return bins;
    }

    /// <summary>Marks the neighbouring values that lie outside of the range: 1 outside, 0 inside.</summary>
    internal Vector256<int> OutsideOf(int feature, Vector256<float> values)
    {
        var outside = Vector256<float>.Zero;
        if (!Minimum.IsEmpty)
        {
            outside = Vector256.LessThan(values, Vector256.Create(Minimum.AsSpan(feature, Vector256<float>.Count)));
        }
        if (!Maximum.IsEmpty)
        {
            outside |= Vector256.GreaterThan(values, Vector256.Create(Maximum.AsSpan(feature, Vector256<float>.Count)));
        }
        return -outside.AsInt32();
    }

    /// <summary>
    /// Computes the deciles and the range of each numeric feature over the rows; an empty list of edges marks a
    /// categorical one, which has no range.
    /// </summary>
    public static FeatureBins Of(FeatureSchema schema, IReadOnlyList<float[]> rows)
    {
        var edges = new ImmutableArray<float>[schema.Features.Length];
        var (minimum, maximum) = (new float[edges.Length], new float[edges.Length]);
        for (var feature = 0; feature < edges.Length; feature++)
        {
            var values = schema.Features[feature].Kind == FeatureKind.Categorical ? [] : Sorted(rows, feature);
            edges[feature] = schema.Features[feature].Kind == FeatureKind.Categorical ? [] : Deciles(values);
            minimum[feature] = values.Length == 0 ? float.NegativeInfinity : values[0];
            maximum[feature] = values.Length == 0 ? float.PositiveInfinity : values[^1];
        }
        return new FeatureBins([.. edges]) { Minimum = [.. minimum], Maximum = [.. maximum] };
    }

    /// <summary>Adds the bins of features that came to the schema after these were made.</summary>
    public FeatureBins Completed(FeatureSchema schema, IReadOnlyList<float[]> rows)
    {
        if (FeatureCount >= schema.Features.Length) return this;
        var all = Of(schema, rows);
        return new FeatureBins([.. Edges, .. all.Edges[FeatureCount..]])
        {
            Minimum = Minimum.IsEmpty ? [] : [.. Minimum, .. all.Minimum[FeatureCount..]],
            Maximum = Maximum.IsEmpty ? [] : [.. Maximum, .. all.Maximum[FeatureCount..]],
        };
    }

    private ImmutableArray<float> OfEveryFeature(ImmutableArray<float> values, string name) =>
        values.IsEmpty || values.Length == FeatureCount
            ? values
            : throw new ArgumentException($"{values.Length} values, where there are {FeatureCount} features", name);

    // No value is above an edge at infinity; category k, rounded down, is above the largest number below k.
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

    private static float[] Sorted(IReadOnlyList<float[]> rows, int feature)
    {
        var values = new float[rows.Count];
        var count = 0;
        foreach (var row in rows)
        {
            if (!float.IsNaN(row[feature])) values[count++] = row[feature];
        }
        Array.Resize(ref values, count);
        Array.Sort(values);
        return values;
    }

    private static ImmutableArray<float> Deciles(float[] sorted)
    {
        if (sorted.Length == 0) return [0f];
        var edges = new List<float>(BinsPerFeature - 1);
        for (var bin = 1; bin < BinsPerFeature; bin++)
        {
            var edge = sorted[(int)((long)sorted.Length * bin / BinsPerFeature)];
            if (edges.Count == 0 || edge > edges[^1]) edges.Add(edge);
        }
        return [.. edges];
    }

    public bool Equals(FeatureBins? other) =>
        other is not null && Edges.Length == other.Edges.Length
        && Edges.Zip(other.Edges).All(pair => pair.First.SequenceEqual(pair.Second))
        && Minimum.SequenceEqual(other.Minimum) && Maximum.SequenceEqual(other.Maximum);

    public override int GetHashCode() => Edges.Length;
}
