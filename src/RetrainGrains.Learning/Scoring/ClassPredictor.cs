namespace RetrainGrains.Learning.Scoring;

/// <summary>Gives each class a probability; its prediction is the index of the most probable one.</summary>
internal abstract class ClassPredictor(int classCount) : Predictor
{
    public sealed override double Predict(ReadOnlySpan<float> features, long unixMilliseconds)
    {
        Span<double> probabilities = stackalloc double[classCount];
        PredictClasses(features, unixMilliseconds, probabilities);
        return ClassProbabilities.MostProbable(probabilities);
    }

    /// <summary>Fills one probability per class.</summary>
    public abstract void PredictClasses(
        ReadOnlySpan<float> features, long unixMilliseconds, Span<double> probabilities);
}
