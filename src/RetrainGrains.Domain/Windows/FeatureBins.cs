using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Windows;

/// <summary>
/// The bins that every window of a model counts its features in, so that windows can be added and compared: deciles of
/// the reference for numbers, with a bin below its smallest and one above its largest value, and for categories those
/// of <see cref="CategoryPlaces"/>. Bins that were made before there were such ones go on counting as they did: the
/// outer deciles are open, and a category beyond the ninth shares the last bin.
/// </summary>
public sealed record FeatureBins
{
    /// <summary>The number of bins that the values of the reference are divided into.</summary>
    public const int BinsPerFeature = 10;

    // Deciles, the smallest and the largest value.
    private const int EdgesMax = BinsPerFeature + 1;

    private static readonly ImmutableArray<float> CategoryEdges =
        [.. Enumerable.Range(1, BinsPerFeature - 1).Select(category => MathF.BitDecrement(category))];

    // The first edge of every feature, then the second of every feature, …: neighbours are compared at once.
    private float[] ranked = [];
    private CategoryPlaces?[] places = [];
    private BinLayout layout = BinLayout.Uniform(0);

    public FeatureBins(ImmutableArray<ImmutableArray<float>> edges) => Edges = edges;

    public ImmutableArray<ImmutableArray<float>> Edges
    {
        get;
        init
        {
            field = value;
            Arrange();
        }
    }

    /// <summary>
    /// The categories of each feature that have a bin of their own, the most frequent first, and none for a number;
    /// null for bins from before categories were chosen.
    /// </summary>
    public ImmutableArray<ImmutableArray<int>>? Categories
    {
        get;
        init
        {
            field = value;
            Arrange();
        }
    }

    /// <summary>The number of bins that the other categories of each feature share; 0 for a number.</summary>
    public ImmutableArray<int> Shared
    {
        get;
        init
        {
            field = value;
            Arrange();
        }
    } = [];

    /// <summary>The bins of outcomes and predictions; null where only inputs are followed.</summary>
    public AnswerBins? Answers { get; init; }

    /// <summary>
    /// Returns true for bins from before there were some below and above all values and for each category that matters:
    /// the next training replaces them.
    /// </summary>
    public bool IsOld => Categories is null;

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

    /// <summary>Computes the value's bin; some bin for a missing one.</summary>
    public int BinOf(int feature, float value)
    {
        if (places[feature] is { } own) return own.PlaceOf(value);
        var bin = 0;
        for (var at = feature; at < ranked.Length; at += FeatureCount) bin += value > ranked[at] ? 1 : 0;
        return bin;
    }

    /// <summary>
    /// Computes the tenth of the reference that a number belongs to, for segments: values beyond its ends belong to the
    /// outer ones.
    /// </summary>
    public int TenthOf(int feature, float value) =>
        IsOld
            ? BinOf(feature, value)
            : Math.Clamp(BinOf(feature, value) - 1, 0, Math.Max(0, Edges[feature].Length - 2));

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

    /// <summary>Puts the bins of the categorical ones among neighbouring features in place.</summary>
    internal void PlaceCategories(int feature, ReadOnlySpan<float> values, Span<int> bins)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (places[feature + i] is { } own) bins[i] = own.PlaceOf(values[i]);
        }
    }

    /// <summary>Returns true when a feature has categories with bins of their own.</summary>
    internal bool HasPlaces { get; private set; }

    /// <summary>The places of the counts, with a key that no other bins of a model have.</summary>
    internal BinLayout Layout => layout;

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
    /// Computes the deciles and the range of each numeric feature over the rows, and the bins of each categorical one,
    /// which has no edges and no range.
    /// </summary>
    public static FeatureBins Of(FeatureSchema schema, IReadOnlyList<float[]> rows)
    {
        var edges = new ImmutableArray<float>[schema.Features.Length];
        var (categories, shared) = (new ImmutableArray<int>[edges.Length], new int[edges.Length]);
        var (minimum, maximum) = (new float[edges.Length], new float[edges.Length]);
        for (var feature = 0; feature < edges.Length; feature++)
        {
            var isCategorical = schema.Features[feature].Kind == FeatureKind.Categorical;
            var values = isCategorical ? [] : Sorted(rows, feature);
            edges[feature] = isCategorical ? [] : EdgesOf(values);
            categories[feature] = isCategorical ? CategoryPlaces.Choose(rows, feature) : [];
            shared[feature] = isCategorical
                ? CategoryPlaces.SharedFor(schema.Features[feature].Categories.Length, categories[feature].Length)
                : 0;
            minimum[feature] = values.Length == 0 ? float.NegativeInfinity : values[0];
            maximum[feature] = values.Length == 0 ? float.PositiveInfinity : values[^1];
        }
        return new FeatureBins([.. edges])
        {
            Minimum = [.. minimum], Maximum = [.. maximum], Categories = [.. categories], Shared = [.. shared],
        };
    }

    /// <summary>
    /// Returns true when numbers of the feature belong to tenths of the reference: not before the first training on
    /// rows that have it.
    /// </summary>
    public bool HasTenths(int feature) => feature < FeatureCount && (IsOld || Edges[feature].Length > 1);

    /// <summary>
    /// Adds the bins of features that came to the schema after these were made, and makes those anew of features that
    /// had no value then and have now.
    /// </summary>
    public FeatureBins Completed(FeatureSchema schema, IReadOnlyList<float[]> rows)
    {
        bool[] kept =
        [
            .. Enumerable.Range(0, schema.Features.Length).Select(feature => feature < FeatureCount
                && (KnewValues(feature) || rows.All(row => float.IsNaN(row[feature])))),
        ];
        if (kept.All(one => one)) return this;
        var all = Of(schema, rows);
        return new FeatureBins(Either(Edges, all.Edges))
        {
            Minimum = Minimum.IsEmpty ? [] : Either(Minimum, all.Minimum),
            Maximum = Maximum.IsEmpty ? [] : Either(Maximum, all.Maximum),
            Categories = Categories is { } chosen ? Either(chosen, all.Categories!.Value) : null,
            Shared = Shared.IsEmpty ? [] : Either(Shared, all.Shared),
            Answers = Answers,
        };

        ImmutableArray<T> Either<T>(ImmutableArray<T> before, ImmutableArray<T> now) =>
            [.. kept.Select((keeps, feature) => keeps ? before[feature] : now[feature])];
    }

    private bool KnewValues(int feature) =>
        IsOld || (places[feature] is null ? Edges[feature].Length > 1 : !Categories!.Value[feature].IsEmpty);

    private ImmutableArray<float> OfEveryFeature(ImmutableArray<float> values, string name) =>
        values.IsEmpty || values.Length == FeatureCount
            ? values
            : throw new ArgumentException($"{values.Length} values, where there are {FeatureCount} features", name);

    // Called by each setter: what the others set comes before or after it.
    private void Arrange()
    {
        if (Edges.IsDefault) return;
        var chosen = Categories is { } all && all.Length == FeatureCount && Shared.Length == FeatureCount;
        places = [.. Enumerable.Range(0, FeatureCount).Select(feature => chosen && Shared[feature] > 0
            ? new CategoryPlaces(Categories!.Value[feature], Shared[feature])
            : null)];
        HasPlaces = places.Any(own => own is not null);
        ranked = Rank();
        layout = chosen
            ? new BinLayout([.. places.Select((own, feature) => own?.Count ?? Edges[feature].Length + 1)], KeyOf())
            : BinLayout.Uniform(FeatureCount);
    }

    // No value is above an edge at infinity; category k, rounded down, is above the largest number below k.
    private float[] Rank()
    {
        var most = Categories is null ? BinsPerFeature - 1 : EdgesMax;
        var ranked = new float[most * FeatureCount];
        Array.Fill(ranked, float.PositiveInfinity);
        for (var feature = 0; feature < FeatureCount; feature++)
        {
            if (places[feature] is not null) continue;
            var own = Edges[feature].IsEmpty && Categories is null ? CategoryEdges : Edges[feature];
            if (own.Length > EdgesMax)
            {
                throw new ArgumentException(
                    $"feature {feature} has {own.Length} edges; at most {EdgesMax} fit", nameof(Edges));
            }
            var count = Math.Min(most, own.Length);
            for (var rank = 0; rank < count; rank++) ranked[rank * FeatureCount + feature] = own[rank];
        }
        return ranked;
    }

    // The bins themselves tell them from others: counts of earlier ones must not be added to theirs.
    private uint KeyOf()
    {
        var text = new ArrayBufferWriter<byte>();
        for (var feature = 0; feature < FeatureCount; feature++)
        {
            text.Write(MemoryMarshal.AsBytes(Edges[feature].AsSpan()));
            text.Write(MemoryMarshal.AsBytes(Categories!.Value[feature].AsSpan()));
            text.Write([(byte)Shared[feature], byte.MaxValue]);
        }
        return Math.Max(1, BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(text.WrittenSpan)));
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

    // Below the smallest value, the deciles, above the largest: an edge is the largest value of its bin.
    private static ImmutableArray<float> EdgesOf(float[] sorted)
    {
        if (sorted.Length == 0) return [0f];
        var edges = new List<float>(EdgesMax) { MathF.BitDecrement(sorted[0]) };
        for (var bin = 1; bin < BinsPerFeature; bin++)
        {
            var edge = sorted[(int)((long)sorted.Length * bin / BinsPerFeature)];
            if (edge > edges[^1]) edges.Add(edge);
        }
        if (sorted[^1] > edges[^1]) edges.Add(sorted[^1]);
        return [.. edges];
    }

    public bool Equals(FeatureBins? other) =>
        other is not null && Edges.Length == other.Edges.Length
        && Edges.Zip(other.Edges).All(pair => pair.First.SequenceEqual(pair.Second))
        && layout.Key == other.layout.Key && Minimum.SequenceEqual(other.Minimum)
        && Maximum.SequenceEqual(other.Maximum) && Equals(Answers, other.Answers);

    public override int GetHashCode() => Edges.Length;
}
