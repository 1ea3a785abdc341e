using RetrainGrains.Gateway.Availability;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Services;

/// <summary>
/// The progress of a run: challengers that have ended from the store, the others from the workers that train.
/// </summary>
internal sealed class RunQueries(IDatabase database, GrainCalls calls)
{
    public async Task<V1.Challenger[]> ChallengersAsync(
        string runId, IEnumerable<string> recipes, CancellationToken cancellation)
    {
        try
        {
            var stored = await database.Runs.ChallengersAsync(runId, cancellation);
            return await Task.WhenAll(recipes.Select((recipe, ordinal) => DescribeAsync(
                recipe, runId, ordinal, stored.FirstOrDefault(row => row.Ordinal == ordinal), cancellation)));
        }
        // The model's grain has answered: that is no reason to refuse the rest of it.
        catch (DatabaseAwayException)
        {
            return [];
        }
    }

    private async Task<V1.Challenger> DescribeAsync(
        string recipe, string runId, int ordinal, ChallengerRow? row, CancellationToken cancellation)
    {
        var challenger = new V1.Challenger
        {
            Recipe = recipe,
            Status = (V1.ChallengerStatus)(row?.Status ?? ChallengerStatus.Waiting),
            TrainingSeconds = row?.TrainingSeconds ?? 0,
        };
        if (row?.Status != ChallengerStatus.Training
            || await calls.AskProgressAsync(runId, ordinal, cancellation) is not { } progress)
        {
            return challenger;
        }
        (challenger.Stage, challenger.Done, challenger.Total) = (progress.Stage, progress.Done, progress.Total);
        challenger.TrainingSeconds = progress.Seconds;
        if (!double.IsNaN(progress.Loss)) challenger.Loss = progress.Loss;
        return challenger;
    }
}
