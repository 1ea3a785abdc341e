using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Onnx;

/// <summary>Gives the graph's number, or NaN where it has none.</summary>
internal sealed class OnnxPredictor(OnnxScoring scoring) : Predictor, IBatchPredictor
{
    public override double Predict(ReadOnlySpan<float> features, long unixMilliseconds)
    {
        double answer = 0;
        scoring.Score(features, new Span<double>(ref answer));
        return answer;
    }

    public void PredictRows(ReadOnlySpan<float> rows, Span<double> answers) => scoring.Score(rows, answers);

    public override void Predict(Dataset rows, int firstRow, Span<double> predictions)
    {
        var width = rows.FeatureCount;
        var features = new float[Math.Min(predictions.Length, OnnxScoring.RowsPerRun) * width];
        for (var done = 0; done < predictions.Length;)
        {
            var count = Math.Min(OnnxScoring.RowsPerRun, predictions.Length - done);
            for (var i = 0; i < count; i++) rows.CopyRow(firstRow + done + i, features.AsSpan(i * width, width));
            scoring.Score(features.AsSpan(0, count * width), predictions.Slice(done, count));
            done += count;
        }
    }
}
