using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Models;

/// <summary>
/// The versions that a model's candidates have had, read from its latest runs: which of them learned from a row, and
/// which had not seen it and can be judged by it.
/// </summary>
internal sealed class VersionHistory
{
    // A year of one run every few days; older versions have long left the track records' memories.
    private const int RunsMax = 100;

    private readonly List<TrainedVersion> trained;

    private VersionHistory(List<TrainedVersion> trained, ImmutableArray<TrainedVersion> all) =>
        (this.trained, All) = (trained, all);

    /// <summary>The versions, and the challengers that are in training now under their run's name.</summary>
    public ImmutableArray<TrainedVersion> All { get; }

    public static async Task<VersionHistory> ReadAsync(IRunStore runs, ModelState state)
    {
        var candidates = state.Candidates.ToList();
        ImmutableArray<TrainedVersion> training = [];
        foreach (var run in await runs.ListAsync(state.ModelId, DateTimeOffset.UnixEpoch, RunsMax))
        {
            if (run.Result is { } result) candidates.AddRange(DomainJson.Read<RunEnded>(result).Candidates);
            else if (run.RunId == state.Run?.RunId) training = InTraining(DomainJson.Read<ChallengerPlan>(run.Plan));
        }
        List<TrainedVersion> versions =
        [
            .. candidates.SelectMany(candidate => new[] { candidate.Version, candidate.Previous })
                .OfType<TrainedVersion>().DistinctBy(version => version.ArtifactId),
        ];
        return new VersionHistory(versions, [.. versions, .. training]);
    }

    /// <summary>
    /// Chooses for each candidate the newest version that had not learned from an outcome; none where there is no such
    /// version. An import has learned from nothing here.
    /// </summary>
    public ImmutableArray<Candidate> CandidatesAt(ModelState state, long sequence) =>
    [
        .. state.Candidates.Select(candidate => candidate.IsImported
            ? candidate
            : new Candidate(candidate.Recipe, trained
                .Where(version => version.Recipe == candidate.Recipe && version.ImportedFrom is null
                    && version.Data.ThroughSequence < sequence)
                .MaxBy(version => (version.Data.ThroughSequence, version.TrainedAt)))),
    ];

    /// <summary>Leaves out a version whose artifact is gone.</summary>
    public void Forget(string artifactId) => trained.RemoveAll(version => version.ArtifactId == artifactId);

    private static ImmutableArray<TrainedVersion> InTraining(ChallengerPlan plan) =>
    [
        .. plan.Challengers.Select(challenger => new TrainedVersion(
            challenger.Recipe, $"{plan.RunId}/{challenger.Ordinal}", plan.RunId, plan.PlannedAt,
            new TrainingRows(challenger.From, challenger.To, challenger.ThroughSequence, 0), challenger.Seed)),
    ];
}
