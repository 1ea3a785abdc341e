using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Scoring;

/// <summary>A scorer of one model version: it predicts from features on any thread, without allocating.</summary>
public sealed class Scorer
{
    // Small enough to share the work out evenly, large enough for that to cost nothing.
    private const int RowsPerPart = 1_024;
    private readonly Predictor predictor;
    private readonly RowFit fit;
    private readonly int featureCount;
    private readonly int changeFeature;
    private readonly bool isLogarithm;
    private readonly double fallback;

    internal Scorer(RowFit fit, DatasetSchema schema, TargetForm form, double fallback, Predictor predictor)
    {
        this.predictor = predictor;
        this.fallback = fallback;
        Schema = schema;
        this.fit = fit;
        featureCount = schema.Features.Count;
        changeFeature = form == TargetForm.Change ? schema.LastValueFeature!.Value : -1;
        isLogarithm = form == TargetForm.Log;
    }

    public DatasetSchema Schema { get; }

    /// <summary>
    /// The number of features that the model learned from; a row may have more, which came to its schema later.
    /// </summary>
    public int Width => featureCount;

    /// <summary>
    /// The predicted number, the probability of class 1, or of several classes the index of the most probable; NaN
    /// stands for a missing value.
    /// </summary>
    public double Score(ReadOnlySpan<float> features, long unixMilliseconds)
    {
        if (fit.Holds(features)) return ScoreRow(features, unixMilliseconds);
        Span<float> known = stackalloc float[featureCount];
        fit.Narrow(features, known);
        return ScoreRow(known, unixMilliseconds);
    }

    /// <summary>Returns true where rows cost much less together than one by one.</summary>
    public bool PrefersBatches => predictor is IBatchPredictor;

    /// <summary>
    /// Scores rows together, as <see cref="Score"/> does each, or <see cref="ScoreClasses"/> where there are classes.
    /// </summary>
    public double[] ScoreRows(IReadOnlyList<float[]> rows)
    {
        if (predictor is not IBatchPredictor batches)
        {
            throw new InvalidOperationException("The model's rows are scored one by one.");
        }

        var known = new float[rows.Count * featureCount];
        for (var row = 0; row < rows.Count; row++)
        {
            fit.Narrow(rows[row], known.AsSpan(row * featureCount, featureCount));
        }

        var answers = new double[rows.Count * Math.Max(1, Schema.ClassCount)];
        batches.PredictRows(known, answers);
        if (Schema.ClassCount > 0) return answers;
        for (var row = 0; row < rows.Count; row++)
        {
            answers[row] = ToTarget(known.AsSpan(row * featureCount, featureCount), answers[row]);
        }

        return answers;
    }

    /// <summary>Fills one probability for each of the schema's classes.</summary>
    public void ScoreClasses(ReadOnlySpan<float> features, long unixMilliseconds, Span<double> probabilities)
    {
        if (predictor is not ClassPredictor classes || probabilities.Length != Schema.ClassCount)
        {
            throw new ArgumentException(
                $"A model of {Schema.Task} has {Schema.ClassCount} classes; asked for {probabilities.Length}.");
        }

        if (fit.Holds(features))
        {
            classes.PredictClasses(features, unixMilliseconds, probabilities);
            return;
        }

        Span<float> known = stackalloc float[featureCount];
        fit.Narrow(features, known);
        classes.PredictClasses(known, unixMilliseconds, probabilities);
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
        if (rows.FeatureCount != featureCount) ThrowWrongWidth(rows.FeatureCount);
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

    /// <summary>Computes for every row the probability of the class that it has.</summary>
    public double[] ScoreOwnClasses(Dataset rows)
    {
        var features = new float[rows.FeatureCount];
        var probabilities = new double[Schema.ClassCount];
        var own = new double[rows.Count];
        for (var row = 0; row < own.Length; row++)
        {
            rows.CopyRow(row, features);
            ScoreClasses(features, rows.UnixMilliseconds[row], probabilities);
            own[row] = probabilities[(int)rows.Targets[row]];
        }

        return own;
    }

    /// <summary>
    /// Turns a worker's answer for a row into a prediction of the target, from a change or logarithm where the form is
    /// one. NaN when it is no answer, because it is not finite, or no probability where the task asks for one.
    /// </summary>
    public double FromAnswer(ReadOnlySpan<float> features, double answer)
    {
        var isAnswer = Schema.Task == PredictionTask.Regression ? double.IsFinite(answer) : answer is >= 0 and <= 1;
        return isAnswer ? ToTarget(features, answer) : double.NaN;
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

    private double ScoreRow(ReadOnlySpan<float> features, long unixMilliseconds) =>
        ToTarget(features, predictor.Predict(features, unixMilliseconds));

    private double ToTarget(ReadOnlySpan<float> features, double predicted) =>
        changeFeature < 0 ? ToLevel(predicted) : ToLevel(predicted, features[changeFeature]);

    private double ToLevel(double predicted) => isLogarithm ? Math.Exp(predicted) - 1 : predicted;

    private double ToLevel(double change, float lastValue) =>
        float.IsFinite(lastValue) ? lastValue + change : fallback;

    private void ThrowWrongWidth(int width) =>
        throw new ArgumentException($"The model takes {featureCount} features; got {width}.");
}
