namespace RetrainGrains.Learning.Scoring;

/// <summary>A model laid out for speed: immutable, thread-safe, and it allocates nothing.</summary>
internal abstract class Predictor
{
    public abstract double Predict(ReadOnlySpan<float> features, long unixMilliseconds);
}
