using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Fleet.Serving;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Models;

/// <summary>
/// Scores rows of the log again as they were scored when they came: each by the newest versions that had not learned
/// from it, and by the champion's predecessor since the champion serves.
/// </summary>
internal sealed class RecomputeScoring(
    ModelState state, double offset, VersionHistory history, ScorerCache scorers, WorkerAnswers workers)
{
    private ShadowScoring? shadow;
    private (string Versions, bool Compared) loaded;

    /// <summary>Scores rows, whatever their order; the answer is in stored order.</summary>
    public async Task<List<ScoredRow>> ScoreAsync(IEnumerable<LabelledRow> rows)
    {
        var scored = new List<ScoredRow>();
        var group = new List<LabelledRow>();
        foreach (var row in rows.OrderBy(row => row.Sequence))
        {
            var candidates = history.CandidatesAt(state, row.Sequence);
            var compared = state.Champion is { } champion && row.KnownAt >= champion.PromotedAt;
            var needed = (string.Join(' ', candidates.Select(one => one.Version?.ArtifactId ?? "-")), compared);
            if (shadow is null || loaded != needed)
            {
                await FlushAsync(group, scored);
                shadow = await LoadAsync(candidates, compared);
                loaded = needed;
            }
            group.Add(row);
        }
        await FlushAsync(group, scored);
        return scored;
    }

    private async Task FlushAsync(List<LabelledRow> group, List<ScoredRow> scored)
    {
        if (group.Count == 0) return;
        scored.AddRange(await shadow!.ScoreAsync(group));
        group.Clear();
    }

    // An artifact that was swept cannot be asked any more: its candidate is unavailable for these rows.
    private async Task<ShadowScoring> LoadAsync(ImmutableArray<Candidate> candidates, bool compared)
    {
        var then = compared ? state : state with { Probation = null, Former = [] };
        try
        {
            return await ShadowScoring.LoadAsync(then with { Candidates = candidates }, offset, scorers, workers);
        }
        catch (InvalidDataException)
        {
            return await ShadowScoring.LoadAsync(
                then with { Candidates = await AvailableAsync(candidates) }, offset, scorers, workers);
        }
    }

    private async Task<ImmutableArray<Candidate>> AvailableAsync(ImmutableArray<Candidate> candidates)
    {
        var available = candidates.ToBuilder();
        for (var i = 0; i < available.Count; i++)
        {
            if (available[i].Version is not { } version) continue;
            try
            {
                await scorers.GetAsync(version.ArtifactId);
            }
            catch (InvalidDataException)
            {
                history.Forget(version.ArtifactId);
                available[i] = available[i] with { Version = null };
            }
        }
        return available.ToImmutable();
    }
}
