using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Serving;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Predictions;

/// <summary>Asks workers for their part in the predictions of a request, within their patience.</summary>
public sealed class WorkerScores(IWorkerPool workers, ScorerCache artifacts)
{
    /// <summary>
    /// Returns, row after row, an answer for each external member of the model, in their order; NaN where none has
    /// come.
    /// </summary>
    public async Task<double[]> AskAsync(
        ServedModel model, IReadOnlyList<PredictionRow> rows, CancellationToken cancellation)
    {
        var asked = await Task.WhenAll(model.External.Select((member, i) =>
        {
            var known = model.KnownTo(i);
            return workers.ScoreAsync(
                new WorkerModel(
                    member.ArtifactId, member.Recipe.WorkerLearner!, known,
                    reading => artifacts.ContentAsync(member.ArtifactId, reading)),
                WorkerRows.Of(rows, known, row => row.At, row => row.Features), workers.Patience, cancellation);
        }));
        var answers = new double[rows.Count * asked.Length];
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = asked[i % asked.Length] is { } some ? some[i / asked.Length] : double.NaN;
        }
        return answers;
    }
}
