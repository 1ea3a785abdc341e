using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Estimation;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Fleet.Serving;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Models;

/// <summary>
/// Reads what performance is estimated from: predictions as they come, and the rows that a fit learns from.
/// </summary>
internal sealed class EstimationLoader(IDatabase database, ScorerCache scorers, WorkerAnswers workers)
{
    private const int AbsorbRows = 5_000;

    /// <summary>Takes in the predictions that have settled since the last time.</summary>
    public async Task<EstimationState?> AbsorbAsync(ModelState state, EstimationState? estimation, DateTimeOffset now)
    {
        if (state.Policy.Performance.Estimation is not { } policy) return estimation;
        var oldest = ExpectedDay.DayOf(now - state.Policy.KeepWindows);
        while (estimation is { Estimator: not null, Mark: { } mark })
        {
            var rows = await database.Observations.PredictedAfterAsync(
                state.ModelId, mark, now - policy.Settling, AbsorbRows);
            if (rows.Count == 0) break;
            estimation = PredictionAccumulator.Absorb(
                state.Schema.Task, estimation, [.. rows.Select(row => Served(row, state.Schema))], oldest);
            if (rows.Count < AbsorbRows) break;
        }
        return estimation;
    }

    /// <summary>Looks whether the estimator is still right, and fits one when that is due.</summary>
    public async Task<EstimationState?> FitAsync(
        ModelState state, LearnedState learned, IReadOnlyCollection<HourBucket> buckets, double offset,
        DateTimeOffset now)
    {
        if (state.Policy.Performance.Estimation is not { } policy) return learned.Estimation;
        var reviewed = learned.Estimation?.Review(state.Policy.Performance, buckets, learned.Cursor);
        if (reviewed?.RowsAfter(policy, state.Schema, learned.Cursor) is not { } after) return reviewed;
        var rows = await ReferenceAsync(state, offset, after, learned.Cursor);
        // A seed of its own for each fit, the same whenever the same rows are fitted again.
        var seed = (int)((state.Seed + (ulong)learned.Cursor) & int.MaxValue);
        return EstimatorFit.Fit(policy, state.Schema, rows, seed, now) is { } estimator
            ? reviewed.With(estimator)
            : reviewed;
    }

    // What the champion says of rows that it did not serve is asked of it now: outcomes are late, and those of its own
    // predictions would come too late to learn from before the next champion.
    private async Task<ReferenceRow[]> ReferenceAsync(ModelState state, double offset, long after, long through)
    {
        var champion = state.Champion!;
        var model = await ServedModel.LoadAsync(
            new ServingPlan(state.ModelId, champion.Number, state.Schema, champion.Members, offset), scorers);
        var read = await database.Observations.LabelledAfterAsync(state.ModelId, after, (int)(through - after));
        var rows = ShadowScoring.Fitted(state.Schema, read);
        var answers = new List<double[]?>();
        foreach (var member in model.External)
        {
            answers.Add(
                await workers.AskAsync(member.ArtifactId, member.Recipe.WorkerLearner!, state.Schema, rows));
        }
        var reference = new List<ReferenceRow>(rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            var said = PredictionOf(model, rows[i], [.. answers.Select(some => some?[i] ?? double.NaN)]);
            if (said is { } prediction)
                reference.Add(new ReferenceRow(rows[i].At, rows[i].Features, prediction, rows[i].Outcome));
        }
        return [.. reference];
    }

    // Null where there is no answer, or a worker's is missing: a fallback's errors are not the champion's.
    private static double? PredictionOf(ServedModel model, LabelledRow row, double[] answers)
    {
        if (row.Version == model.Version) return row.Prediction;
        var value = model.Predict(row.Features, row.At.ToUnixTimeMilliseconds(), answers, out var fallback);
        return fallback || double.IsNaN(value) ? null : value;
    }

    private static ServedRow Served(PredictionRow row, FeatureSchema schema) => new(
        new PredictionMark(row.At, row.PredictionId), schema.Fit(row.Features), row.Prediction, row.Version);
}
