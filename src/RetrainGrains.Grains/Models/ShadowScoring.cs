using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Grains.Models;

/// <summary>
/// What every contestant, and the champion's predecessor where it is compared, would have predicted for rows whose
/// outcome has come. Versions that share an artifact are scored once.
/// </summary>
internal sealed partial class ShadowScoring
{
    private readonly ModelState state;
    private readonly double offset;
    private readonly List<Scorer> scorers = [];
    private readonly Dictionary<string, int> places = [];
    private readonly int[] contestants;

    private ShadowScoring(ModelState state, double offset)
    {
        this.state = state;
        this.offset = offset;
        contestants = new int[state.Contestants.Length];
    }

    public static async ValueTask<ShadowScoring> LoadAsync(ModelState state, double offset, ScorerCache cache)
    {
        var shadow = new ShadowScoring(state, offset);
        for (var i = 0; i < shadow.contestants.Length; i++)
        {
            shadow.contestants[i] = await shadow.PlaceOfAsync(state.Contestants[i].Version?.ArtifactId, cache);
        }
        foreach (var member in state.Predecessor?.Members ?? []) await shadow.PlaceOfAsync(
            member.ArtifactId, cache);
        if (shadow.IsOfClasses) await shadow.LoadServedAsync(cache);
        return shadow;
    }

    public ScoredRow Score(MaturedRow row)
    {
        if (IsOfClasses) return ScoreClasses(row);
        Span<double> predictions = stackalloc double[scorers.Count];
        var time = row.At.ToUnixTimeMilliseconds();
        for (var i = 0; i < predictions.Length; i++) predictions[i] = scorers[i].Score(row.Features, time);
        var shadows = new double[contestants.Length];
        for (var i = 0; i < shadows.Length; i++) shadows[i] = contestants[i] < 0
            ? double.NaN
            : predictions[contestants[i]];
        return new ScoredRow(
            row.Sequence, row.At, row.KnownAt, row.Features, row.Outcome, row.Prediction, Predecessor(predictions),
            shadows);
    }

    // The predecessor gets the present drift correction: what is compared is the versions, not their luck with it.
    private double Predecessor(ReadOnlySpan<double> predictions)
    {
        if (state.Predecessor is not { } predecessor) return double.NaN;
        double mean = 0;
        foreach (var member in predecessor.Members)
        {
            mean += member.Weight * predictions[places[member.ArtifactId]];
        }
        return new ServingPlan(state.ModelId, predecessor.Number, state.Schema, [], offset).Finish(mean);
    }

    private async ValueTask<int> PlaceOfAsync(string? artifactId, ScorerCache cache)
    {
        if (artifactId is null) return -1;
        if (places.TryGetValue(artifactId, out var place)) return place;
        scorers.Add(await cache.GetAsync(artifactId));
        return places[artifactId] = scorers.Count - 1;
    }
}
