using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Fleet.Serving;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Models;

/// <summary>
/// The predictions that every candidate, and the champion's predecessor where it is compared, would have made for rows
/// whose outcome has come. Versions that share an artifact are scored once. A worker's are unavailable while it does
/// not answer.
/// </summary>
internal sealed partial class ShadowScoring
{
    private readonly ModelState state;
    private readonly double offset;
    private readonly WorkerAnswers workers;
    private readonly List<Scorer> scorers = [];
    private readonly List<(int Place, string ArtifactId, string Learner)> external = [];
    private readonly Dictionary<string, int> places = [];
    private readonly int[] candidates;

    private ShadowScoring(ModelState state, double offset, WorkerAnswers workers)
    {
        this.state = state;
        this.offset = offset;
        this.workers = workers;
        candidates = new int[state.Candidates.Length];
    }

    public static async ValueTask<ShadowScoring> LoadAsync(
        ModelState state, double offset, ScorerCache cache, WorkerAnswers workers)
    {
        var shadow = new ShadowScoring(state, offset, workers);
        for (var i = 0; i < shadow.candidates.Length; i++)
        {
            var version = state.Candidates[i].Version;
            shadow.candidates[i] = version is null
                ? -1
                : await shadow.PlaceOfAsync(version.ArtifactId, version.Recipe, cache);
        }
        foreach (var member in state.Predecessor?.Members ?? [])
        {
            await shadow.PlaceOfAsync(member.ArtifactId, member.Recipe, cache);
        }
        if (shadow.IsOfClasses) await shadow.LoadServedAsync(cache);
        return shadow;
    }

    public async ValueTask<ScoredRow[]> ScoreAsync(IReadOnlyList<LabelledRow> rows)
    {
        rows = Fitted(state.Schema, rows);
        var answers = new double[]?[scorers.Count];
        foreach (var (place, artifactId, learner) in external)
        {
            answers[place] = await workers.AskAsync(artifactId, learner, state.Schema, rows);
        }
        float[][] features = [.. rows.Select(row => row.Features)];
        double[]?[] together = [.. scorers.Select(scorer => scorer.PrefersBatches ? scorer.ScoreRows(features) : null)];
        var scored = new ScoredRow[rows.Count];
        for (var i = 0; i < scored.Length; i++) scored[i] = Score(rows[i], i, answers, together);
        return scored;
    }

    /// <summary>Brings rows to the schema: those from before it grew miss its later features.</summary>
    public static IReadOnlyList<LabelledRow> Fitted(FeatureSchema schema, IReadOnlyList<LabelledRow> rows) =>
        rows.All(row => row.Features.Length == schema.Features.Length)
            ? rows
            : [.. rows.Select(row => row with { Features = schema.Fit(row.Features) })];

    private ScoredRow Score(LabelledRow row, int index, double[]?[] answers, double[]?[] together)
    {
        if (IsOfClasses) return ScoreClasses(row, index, together);
        Span<double> predictions = stackalloc double[scorers.Count];
        var time = row.At.ToUnixTimeMilliseconds();
        for (var i = 0; i < predictions.Length; i++)
            predictions[i] = together[i]?[index] ?? scorers[i].Score(row.Features, time);
        foreach (var (place, _, _) in external)
        {
            predictions[place] = scorers[place].FromAnswer(row.Features, answers[place]?[index] ?? double.NaN);
        }
        var shadows = new double[candidates.Length];
        for (var i = 0; i < shadows.Length; i++) shadows[i] = candidates[i] < 0
            ? double.NaN
            : predictions[candidates[i]];
        return new ScoredRow(
            row.Sequence, row.At, row.KnownAt, row.Features, row.Outcome, row.Prediction, Predecessor(predictions),
            shadows);
    }

    // The predecessor gets the present drift correction: what is compared is the versions, not their luck with it.
    private double Predecessor(ReadOnlySpan<double> predictions)
    {
        if (state.Predecessor is not { } predecessor) return double.NaN;
        double mean = 0;
        foreach (var member in predecessor.Members) mean += member.Weight * predictions[places[member.ArtifactId]];
        return new ServingPlan(state.ModelId, predecessor.Number, state.Schema, [], offset).Finish(mean);
    }

    private async ValueTask<int> PlaceOfAsync(string artifactId, Recipe recipe, ScorerCache cache)
    {
        if (places.TryGetValue(artifactId, out var place)) return place;
        scorers.Add(await cache.GetAsync(artifactId));
        place = places[artifactId] = scorers.Count - 1;
        if (recipe.WorkerLearner is { } learner) external.Add((place, artifactId, learner));
        return place;
    }
}
