using System.Collections;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Gateway.Mapping;

/// <summary>
/// The features of a message, read where they lie: a copy would be the largest object of a prediction.
/// </summary>
internal sealed class WireFeatures(RepeatedField<Value> features) : IReadOnlyList<FeatureValue>
{
    public int Count => features.Count;

    public FeatureValue this[int index] => RowMapping.ToValue(features[index]);

    public IEnumerator<FeatureValue> GetEnumerator() => features.Select(RowMapping.ToValue).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
