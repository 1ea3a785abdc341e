using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Serving;
using RetrainGrains.Gateway.Predictions;
using RetrainGrains.Gateway.Requests;
using RetrainGrains.Gateway.Serving;
using RetrainGrains.Learning.Explaining;

namespace RetrainGrains.Gateway.Explanations;

/// <summary>Says what each feature adds to the predictions of the version in service.</summary>
public sealed class ExplanationService(ServingTable table, ExplainerPool pool, ModelSchemas schemas, TimeProvider clock)
{
    /// <summary>A row costs thousands of times what its prediction does.</summary>
    public const int RowsMax = 100;

    private static readonly RowPath Path = new("rows", Indexed: true);

    public async Task<Answer<Explained>> ExplainAsync(
        string modelId, IReadOnlyList<FeatureRow> rows, CancellationToken cancellation = default)
    {
        var problems = new ProblemList();
        problems.Add(RequestRules.ModelId(modelId));
        problems.Add(RequestRules.Between("rows.length", rows.Count, 1, RowsMax));
        if (problems.ToRefusal() is { } malformed) return malformed;
        if (table.Find(modelId) is not { } serving) return await schemas.RefuseAsync(modelId, cancellation);
        var plan = serving.Model.Plan;
        float[]?[] read = [.. rows.Select((row, i) => RowParser.Read(plan.Schema, row, Path, i, problems))];
        if (problems.ToRefusal() is { } invalid) return invalid;
        var fed = FedFeatures.For(serving, table);
        foreach (var row in read) fed?.Fill(row!, clock.GetUtcNow().ToUnixTimeMilliseconds());
        var rented = new Explainer?[plan.Members.Length];
        try
        {
            if (await RentAsync(plan, rented, cancellation) is { } unexplained) return unexplained;
            var explained = ImmutableArray.CreateBuilder<RowExplanation>(read.Length);
            foreach (var row in read)
            {
                cancellation.ThrowIfCancellationRequested();
                explained.Add(Explain(plan, rented!, row!));
            }
            return new Explained(
                explained.MoveToImmutable(), plan.Schema, serving.Model.Version, serving.Revision, plan.Offset);
        }
        finally
        {
            for (var i = 0; i < rented.Length; i++)
            {
                if (rented[i] is { } explainer) pool.Return(plan.Members[i].ArtifactId, explainer);
            }
        }
    }

    private async Task<Refusal?> RentAsync(
        ServingPlan plan, Explainer?[] rented, CancellationToken cancellation)
    {
        for (var i = 0; i < rented.Length; i++)
        {
            var member = plan.Members[i];
            try
            {
                rented[i] = await pool.RentAsync(member.ArtifactId, cancellation);
            }
            catch (ExplanationException error)
            {
                return NotExplained(member, error.Message);
            }
        }
        return null;
    }

    private static RowExplanation Explain(ServingPlan plan, Explainer[] explainers, float[] features)
    {
        // A version that serves alone is explained on its own scale, as log-odds; only predictions can be weighed.
        var alone = explainers.Length == 1;
        var sums = new double[features.Length + 1];
        var parts = new double[sums.Length];
        var mean = 0.0;
        for (var i = 0; i < explainers.Length; i++)
        {
            var explainer = explainers[i];
            if (alone) explainer.Attributions(features, parts);
            else explainer.PredictionAttributions(features, parts);
            mean += plan.Members[i].Weight * (alone ? explainer.ToPrediction(parts.Sum()) : parts.Sum());
            for (var j = 0; j < parts.Length; j++) sums[j] += (alone ? 1 : plan.Members[i].Weight) * parts[j];
        }
        return new RowExplanation([.. sums[..^1]], sums[^1], sums.Sum(), plan.Finish(mean));
    }

    private static Refusal NotExplained(Member member, string why) =>
        Refusal.Of(RefusalKind.NotReady, "member", member.Recipe.Name, $"cannot be explained: {why}");
}
