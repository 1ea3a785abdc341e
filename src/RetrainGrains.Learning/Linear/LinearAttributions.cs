using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Linear;

/// <summary>
/// The attributions of a linear model: coefficient x (value - mean); a category adds its coefficient, a missing value
/// nothing.
/// </summary>
/// <remarks>Imported linear models hold no means: there a feature adds coefficient x value.</remarks>
internal sealed class LinearAttributions(LinearModel model) : Attribution
{
    public override Link Link => model.Link;

    public override void AddTo(Span<double> attributions, ReadOnlySpan<float> features)
    {
        attributions[^1] += model.Intercept;
        for (var i = 0; i < features.Length; i++) attributions[i] += model.Terms[i].ScoreOf(features[i]);
    }
}
