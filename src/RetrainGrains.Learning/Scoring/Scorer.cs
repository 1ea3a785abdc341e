using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Scoring;

/// <summary>Predicts from features, on any thread, without allocating: what serving holds per model version.</summary>
public sealed class Scorer
{
    // Small enough to share the work out evenly, large enough for that to cost nothing.
    private const int RowsPerPart = 1_024;
    private readonly Predictor predictor;
    private readonly int featureCount;
    private readonly int changeFeature;
    private readonly bool isLogarithm;
    private readonly double fallback;

    internal Scorer(ArtifactHeader header, Predictor predictor)
    {
        this.predictor = predictor;
        Schema = header.Schema;
        featureCount = header.Schema.Features.Count;
        changeFeature = header.TargetForm == TargetForm.Change ? header.Schema.LastValueFeature!.Value : -1;
        isLogarithm = header.TargetForm == TargetForm.Log;
        fallback = header.Fallback;
    }

    public DatasetSchema Schema { get; }

    /// <summary>The predicted number, or the probability of class 1; NaN stands for a missing value.</summary>
    public double Score(ReadOnlySpan<float> features, long unixMilliseconds)
    {
        if (features.Length != featureCount)
        {
            ThrowWrongWidth(features.Length);
        }

        return ScoreRow(features, unixMilliseconds);
    }

    public void ScoreBatch(
        ReadOnlySpan<float> rowMajorFeatures,
        ReadOnlySpan<long> unixMilliseconds,
        Span<double> predictions)
    {
        if (rowMajorFeatures.Length != (long)unixMilliseconds.Length * featureCount
            || predictions.Length != unixMilliseconds.Length)
        {
            throw new ArgumentException(
                $"{unixMilliseconds.Length} rows of {featureCount} features need as many values and predictions; "
                + $"got {rowMajorFeatures.Length} values and room for {predictions.Length} predictions.");
        }

        for (var row = 0; row < predictions.Length; row++)
        {
            predictions[row] = ScoreRow(
                rowMajorFeatures.Slice(row * featureCount, featureCount), unixMilliseconds[row]);
        }
    }

    /// <summary>Scores every row of a dataset; threads change nothing but the time.</summary>
    public double[] ScoreAll(Dataset rows, int threads = 1)
    {
        if (rows.FeatureCount != featureCount)
        {
            ThrowWrongWidth(rows.FeatureCount);
        }

        var predictions = new double[rows.Count];
        var parts = (rows.Count + RowsPerPart - 1) / RowsPerPart;
        if (threads == 1 || parts == 1)
        {
            ScorePart(rows, 0, predictions);
            return predictions;
        }

        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = threads }, part =>
        {
            var first = part * RowsPerPart;
            ScorePart(rows, first, predictions.AsSpan(first, Math.Min(RowsPerPart, rows.Count - first)));
        });
        return predictions;
    }

    private void ScorePart(Dataset rows, int first, Span<double> predictions)
    {
        predictor.Predict(rows, first, predictions);
        for (var i = 0; i < predictions.Length; i++)
        {
            predictions[i] = changeFeature < 0
                ? ToLevel(predictions[i])
                : ToLevel(predictions[i], rows.Column(changeFeature)[first + i]);
        }
    }

    private double ToLevel(double predicted) => isLogarithm ? Math.Exp(predicted) - 1 : predicted;

    private double ToLevel(double change, float lastValue) =>
        float.IsFinite(lastValue) ? lastValue + change : fallback;

    private double ScoreRow(ReadOnlySpan<float> features, long unixMilliseconds)
    {
        var predicted = predictor.Predict(features, unixMilliseconds);
        return changeFeature < 0 ? ToLevel(predicted) : ToLevel(predicted, features[changeFeature]);
    }

    private void ThrowWrongWidth(int width) =>
        throw new ArgumentException($"The model takes {featureCount} features; got {width}.");
}
