using System.Runtime.CompilerServices;

namespace RetrainGrains.Domain.Observations;

/// <summary>
/// The features of one row as a client sends them: in the schema's order, or by their names, where one that is not
/// named is missing.
/// </summary>
[CollectionBuilder(typeof(FeatureRow), nameof(Of))]
public readonly record struct FeatureRow(
    IReadOnlyList<FeatureValue> Ordered, IReadOnlyDictionary<string, FeatureValue>? Named = null)
{
    public static implicit operator FeatureRow(FeatureValue[] ordered) => new(ordered);

    public static FeatureRow Of(params ReadOnlySpan<FeatureValue> ordered) => new(ordered.ToArray());

    public IEnumerator<FeatureValue> GetEnumerator() => Ordered.GetEnumerator();
}
