using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Explaining;

/// <summary>Splits a model's score into what each feature adds to a bias.</summary>
internal abstract class Attribution
{
    /// <summary>The link that turns the sum of the attributions into the prediction.</summary>
    public abstract Link Link { get; }

    /// <summary>Returns true where that sum is the prediction.</summary>
    public virtual bool IsAdditive => Link == Link.Identity;

    public virtual double ToPrediction(double score) => Link.ToPrediction(score);

    /// <summary>Adds each feature's share, and behind them the bias.</summary>
    public abstract void AddTo(Span<double> attributions, ReadOnlySpan<float> features);
}
