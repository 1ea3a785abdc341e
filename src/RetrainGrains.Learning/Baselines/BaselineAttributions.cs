using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Baselines;

/// <summary>
/// The attribution of a baseline: a constant is all bias; persistence adds the last value's distance from it.
/// </summary>
internal sealed class BaselineAttributions(double constant, int? lastValue = null) : Attribution
{
    public override Link Link => Link.Identity;

    public override void AddTo(Span<double> attributions, ReadOnlySpan<float> features)
    {
        attributions[^1] += constant;
        if (lastValue is { } feature && float.IsFinite(features[feature]))
        {
            attributions[feature] += features[feature] - constant;
        }
    }
}
