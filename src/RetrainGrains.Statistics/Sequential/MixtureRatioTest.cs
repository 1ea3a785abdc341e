using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Statistics.Sequential;

/// <summary>
/// The mixture sequential probability ratio test of "the mean difference is zero" for normal differences of a known
/// variance: Λ = sqrt(σ² / (σ² + t τ²)) exp(t² τ² d² / (2 σ² (σ² + t τ²))), p = min(p, 1 / Λ). Robbins 1970; Johari,
/// Koomen, Pekelis, Walsh, "Always Valid Inference", Operations Research 2022.
/// </summary>
public sealed class MixtureRatioTest : Resumable
{
    private readonly double variance;
    private readonly double mixtureVariance;
    private readonly TwoSidedNormalMixture mixture;
    private long count;
    private double sum;
    private double mostEvidence;

    /// <param name="variance">σ² of one difference.</param>
    /// <param name="mixtureVariance">τ² of the effects that are thought likely.</param>
    public MixtureRatioTest(double variance, double mixtureVariance)
    {
        Demand.Positive(variance);
        Demand.Positive(mixtureVariance);
        this.variance = variance;
        this.mixtureVariance = mixtureVariance;
        // In units of σ the variance process is the count, and ρ is σ² / τ².
        mixture = new TwoSidedNormalMixture(variance / mixtureVariance);
    }

    public long Count => count;

    public double Mean => count == 0 ? 0 : sum / count;

    /// <summary>The logarithm ln Λ of an e-value.</summary>
    public double LogEvidence => mixture.LogEvidence(sum / Math.Sqrt(variance), count);

    /// <summary>The p-value, which is valid at any time and never rises.</summary>
    public double PValue => Math.Exp(-mostEvidence);

    private protected override StateFormat Format => new("MSPR", 1);

    public void Update(double difference)
    {
        Demand.Between(difference, double.MinValue, double.MaxValue);
        count++;
        sum += difference;
        mostEvidence = Math.Max(mostEvidence, LogEvidence);
    }

    public override void Reset()
    {
        count = 0;
        sum = mostEvidence = 0;
    }

    private protected override void Exchange(ref StateCodec codec)
    {
        codec.Setting(nameof(variance), variance);
        codec.Setting(nameof(mixtureVariance), mixtureVariance);
        codec.Count(nameof(count), ref count);
        codec.Value(ref sum);
        codec.Value(ref mostEvidence);
    }
}
