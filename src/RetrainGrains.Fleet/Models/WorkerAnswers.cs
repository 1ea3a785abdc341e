using RetrainGrains.Domain.Observations;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Serving;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Models;

/// <summary>
/// The answers of workers for rows whose outcome has come, all rows at once: within the patience that a prediction has
/// with them, so that a model's turn stays short.
/// </summary>
internal sealed class WorkerAnswers(IWorkerPool workers, ScorerCache artifacts)
{
    /// <summary>Asks for one answer a row; null while no worker can give them.</summary>
    public async Task<double[]?> AskAsync(
        string artifactId, string learner, FeatureSchema schema, IReadOnlyList<LabelledRow> rows)
    {
        var known = schema.Known((await artifacts.GetAsync(artifactId)).Schema);
        return await workers.ScoreAsync(
            new WorkerModel(
                artifactId, learner, known, cancellation => artifacts.ContentAsync(artifactId, cancellation)),
            WorkerRows.Of(rows, known, row => row.At, row => row.Features),
            workers.Patience, CancellationToken.None);
    }
}
