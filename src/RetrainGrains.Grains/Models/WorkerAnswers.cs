namespace RetrainGrains.Grains.Models;

/// <summary>
/// What workers answer for rows whose outcome has come, all rows at once: within the patience that a prediction has
/// with them, for a model's turn is as short.
/// </summary>
internal sealed class WorkerAnswers(IWorkerPool workers, ScorerCache artifacts)
{
    /// <summary>One answer a row; null while no worker can give them.</summary>
    public Task<double[]?> AskAsync(
        string artifactId, string learner, FeatureSchema schema, IReadOnlyList<MaturedRow> rows) =>
        workers.ScoreAsync(
            new WorkerModel(
                artifactId, learner, schema, cancellation => artifacts.ContentAsync(artifactId, cancellation)),
            RowsOf(rows, schema.Features.Length), workers.Patience, CancellationToken.None);

    private static WorkerRows RowsOf(IReadOnlyList<MaturedRow> rows, int width)
    {
        var times = new long[rows.Count];
        var features = new float[rows.Count * width];
        for (var i = 0; i < times.Length; i++)
        {
            times[i] = rows[i].At.ToUnixTimeMilliseconds();
            rows[i].Features.CopyTo(features, i * width);
        }
        return new WorkerRows(times, features);
    }
}
