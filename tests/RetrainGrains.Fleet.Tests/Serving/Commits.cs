using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Fleet.Tests.Serving;

/// <summary>The commits that a model's actor would make.</summary>
internal static class Commits
{
    public static Task<CommitResult> RegisterAsync(this IDatabase database, string modelId, ModelState? state = null) =>
        database.Models.CommitAsync(Commit(modelId, 0) with
        {
            State = DomainJson.Write(state ?? Example.State(modelId)),
            Ledger = [new LedgerAppend(Example.Start, "registered", "{}")],
        });

    /// <summary>Puts a version that answers with a constant into service, as the model's next revision.</summary>
    public static async Task ServeAsync(this IDatabase database, string modelId, long revision, double value)
    {
        var artifact = await database.Artifacts.PutAsync(Example.Constant(value).Bytes, Example.Start);
        await database.ServeAsync(modelId, revision, Example.Plan(modelId, new(1, 0, (int)revision), artifact));
    }

    public static Task<CommitResult> ServeAsync(
        this IDatabase database, string modelId, long revision, ServingPlan plan) =>
        database.ServeAsync(
            modelId, revision, plan.Version.ToString(), DomainJson.Write(plan),
            new ModelVersion(plan.Version, plan.Members, "run", null, Example.Start, VersionStatus.Champion, "serves"));

    public static async Task<CommitResult> ServeAsync(
        this IDatabase database, string modelId, long revision, string version, string plan,
        ModelVersion? champion = null)
    {
        var result = await database.Models.CommitAsync(Commit(modelId, revision - 1) with
        {
            State = DomainJson.Write(Example.State(modelId) with { Champion = champion }),
            Serving = new ServingRow(modelId, version, "artifact", plan),
        });
        Assert.Equal(CommitStatus.Committed, result.Status);
        return result;
    }

    private static ModelCommit Commit(string modelId, long revision) => new()
    {
        ModelId = modelId,
        ExpectedRevision = revision,
        ModelType = "load",
        At = Example.Start,
    };
}
