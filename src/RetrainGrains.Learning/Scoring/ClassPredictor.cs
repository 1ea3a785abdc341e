namespace RetrainGrains.Learning.Scoring;

/// <summary>
/// Gives each class a probability; its prediction is the index of the most probable one, NaN where it has no answer.
/// </summary>
internal abstract class ClassPredictor(int classCount) : Predictor
{
    public sealed override double Predict(ReadOnlySpan<float> features, long unixMilliseconds)
    {
        Span<double> probabilities = stackalloc double[classCount];
        PredictClasses(features, unixMilliseconds, probabilities);
        return double.IsNaN(probabilities[0]) ? double.NaN : ClassProbabilities.MostProbable(probabilities);
    }

    /// <summary>Fills one probability per class, or NaN for each where the model has no answer.</summary>
    public abstract void PredictClasses(
        ReadOnlySpan<float> features, long unixMilliseconds, Span<double> probabilities);
}
