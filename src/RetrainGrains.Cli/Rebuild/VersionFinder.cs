using System.Runtime.CompilerServices;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Storage;

namespace RetrainGrains.Cli.Rebuild;

/// <summary>
/// Finds in a model's ledger how a version was trained: what serves, what has served, and every candidate of any run.
/// </summary>
internal sealed class VersionFinder(IModelStore models)
{
    private const int Page = 1_000;
    private const int VersionsShown = 10;

    /// <summary>The versions that a number or an artifact's id names; a blend has several.</summary>
    public async Task<ImmutableArray<TrainedVersion>> FindAsync(
        string modelId, string subject, List<Problem> problems, CancellationToken cancellation)
    {
        var trained = new Dictionary<string, TrainedVersion>();
        var promoted = new Dictionary<string, ImmutableArray<string>>();
        await foreach (var happened in EventsAsync(modelId, cancellation))
        {
            if (happened is ChampionPromoted { Version: var version })
                promoted[version.Number.ToString()] = [.. version.Members.Select(member => member.ArtifactId)];
            foreach (var one in VersionsOf(happened)) trained.TryAdd(one.ArtifactId, one);
        }
        if (promoted.TryGetValue(subject, out var members) && members.All(trained.ContainsKey))
            return [.. members.Distinct().Select(artifact => trained[artifact])];
        if (trained.TryGetValue(subject, out var single)) return [single];
        var rule = promoted.Count == 0 ? "no version has served"
            : $"the latest versions are {string.Join(", ", promoted.Keys.TakeLast(VersionsShown))}";
        problems.Add(Problem.Of(
            "VERSION|ARTIFACT", subject, $"must be a version or an artifact's id in the ledger of {modelId}: {rule}"));
        return [];
    }

    private static IEnumerable<TrainedVersion> VersionsOf(LifecycleEvent happened) => happened switch
    {
        ChampionPromoted { Imported: { } import } => [import],
        RunEnded run => run.Candidates.Select(candidate => candidate.Version).OfType<TrainedVersion>(),
        _ => [],
    };

    private async IAsyncEnumerable<LifecycleEvent> EventsAsync(
        string modelId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        IReadOnlyList<LedgerRow> lines;
        var next = 1L;
        do
        {
            lines = await models.LedgerAsync(modelId, next, Page, cancellation);
            foreach (var line in lines.Where(line => line.Kind is "promoted" or "run-ended"))
                yield return DomainJson.Read<LifecycleEvent>(line.Body);
            if (lines.Count > 0) next = lines[^1].Sequence + 1;
        }
        while (lines.Count == Page);
    }
}
