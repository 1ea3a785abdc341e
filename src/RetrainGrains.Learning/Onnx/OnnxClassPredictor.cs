using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Onnx;

/// <summary>Gives the graph's probabilities of several classes, or NaN for each where it has none.</summary>
internal sealed class OnnxClassPredictor(OnnxScoring scoring, int classCount)
    : ClassPredictor(classCount), IBatchPredictor
{
    public override void PredictClasses(
        ReadOnlySpan<float> features, long unixMilliseconds, Span<double> probabilities) =>
        scoring.Score(features, probabilities);

    public void PredictRows(ReadOnlySpan<float> rows, Span<double> answers) => scoring.Score(rows, answers);
}
