using RetrainGrains.Domain.Rollout;
using RetrainGrains.Learning.Classes;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Storage;

/// <summary>A serving plan with its scorers: immutable, thread-safe, and free of allocation when it predicts.</summary>
public sealed class ServedModel
{
    private readonly Scorer[] scorers;
    private readonly double[] weights;

    private ServedModel(ServingPlan plan, Scorer[] scorers)
    {
        Plan = plan;
        Version = plan.Version.ToString();
        this.scorers = scorers;
        weights = [.. plan.Members.Select(member => member.Weight)];
    }

    public ServingPlan Plan { get; }

    /// <summary>The version as text, made once.</summary>
    public string Version { get; }

    public static async ValueTask<ServedModel> LoadAsync(
        ServingPlan plan, ScorerCache cache, CancellationToken cancellation = default)
    {
        var scorers = new Scorer[plan.Members.Length];
        for (var i = 0; i < scorers.Length; i++)
        {
            scorers[i] = await cache.GetAsync(plan.Members[i].ArtifactId, cancellation);
        }
        return new ServedModel(plan, scorers);
    }

    /// <summary>The prediction; of several classes the index of the most probable one.</summary>
    public double Predict(ReadOnlySpan<float> features, long unixMilliseconds)
    {
        if (Plan.Schema.Answer.Classes is > 0 and var classes)
        {
            Span<double> probabilities = stackalloc double[classes];
            return PredictClasses(features, unixMilliseconds, probabilities);
        }
        double mean = 0;
        for (var i = 0; i < scorers.Length; i++) mean += weights[i] * scorers[i].Score(features, unixMilliseconds);
        return Plan.Finish(mean);
    }

    /// <summary>Fills the members' weighted mean probability of each class; returns the most probable one.</summary>
    public int PredictClasses(ReadOnlySpan<float> features, long unixMilliseconds, Span<double> probabilities)
    {
        Span<double> ofMember = stackalloc double[probabilities.Length];
        probabilities.Clear();
        for (var i = 0; i < scorers.Length; i++)
        {
            scorers[i].ScoreClasses(features, unixMilliseconds, ofMember);
            for (var label = 0; label < ofMember.Length; label++) probabilities[label] += weights[i] * ofMember[label];
        }
        return ClassProbabilities.MostProbable(probabilities);
    }
}
