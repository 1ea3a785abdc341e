namespace RetrainGrains.Domain.Windows;

/// <summary>
/// The bins that every window of a model counts its features in, so that windows can be added and compared: deciles of
/// the first reference for numbers, one bin a category (the last one takes the rest) for categories.
/// </summary>
public sealed record FeatureBins(ImmutableArray<ImmutableArray<float>> Edges)
{
    public const int BinsPerFeature = 10;

    public int FeatureCount => Edges.Length;

    public int BinOf(int feature, float value)
    {
        var edges = Edges[feature];
        if (edges.IsEmpty) return Math.Clamp((int)value, 0, BinsPerFeature - 1);
        var bin = 0;
        while (bin < edges.Length && value > edges[bin]) bin++;
        return bin;
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
