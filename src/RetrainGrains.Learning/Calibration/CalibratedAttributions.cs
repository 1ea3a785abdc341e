using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Calibration;

/// <summary>
/// The attributions to the score before calibration: no split of the calibrated probability is exact. They sum to that
/// score, and the prediction made of it is calibrated.
/// </summary>
internal sealed class CalibratedAttributions(Attribution inner, CalibrationMap map) : Attribution
{
    public override Link Link => inner.Link;

    public override bool IsAdditive => false;

    public override double ToPrediction(double score) => map.Apply(inner.ToPrediction(score));

    public override void AddTo(Span<double> attributions, ReadOnlySpan<float> features) =>
        inner.AddTo(attributions, features);
}
