namespace RetrainGrains.Learning.Explaining;

/// <summary>Splits a model's score into what each feature adds to the bias.</summary>
internal abstract class Attribution
{
    /// <summary>The score that is left when no feature says anything.</summary>
    public abstract double Bias { get; }

    /// <summary>Adds each feature's share; with the bias they sum to the score.</summary>
    public abstract void AddTo(Span<double> contributions, ReadOnlySpan<float> features);
}
