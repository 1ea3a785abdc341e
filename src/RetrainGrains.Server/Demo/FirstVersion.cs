using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Fleet.Serving;

namespace RetrainGrains.Server.Demo;

/// <summary>The first champion left alone: what would have been predicted without any retraining.</summary>
internal sealed class FirstVersion(string modelId)
{
    private volatile ServedModel? served;

    public bool IsKnown => served is not null;

    public async Task LearnAsync(
        FeatureSchema schema, ModelVersion version, ScorerCache scorers, CancellationToken cancellation)
    {
        var plan = new ServingPlan(modelId, version.Number, schema, version.Members);
        served = await ServedModel.LoadAsync(plan, scorers, cancellation);
    }

    public double Predict(ReadOnlySpan<float> features, DateTimeOffset at) =>
        served?.Predict(features, at.ToUnixTimeMilliseconds()) ?? double.NaN;
}
