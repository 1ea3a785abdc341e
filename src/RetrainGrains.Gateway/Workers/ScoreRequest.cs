namespace RetrainGrains.Gateway.Workers;

/// <summary>A request: rows that wait for a worker's scores.</summary>
internal sealed class ScoreRequest(int rows)
{
    private readonly TaskCompletionSource<double[]?> scored =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<double[]?> Scored => scored.Task;

    public void Take(V1.Scores scores)
    {
        if (scores.Values.Count != rows)
            throw WorkerRules.Refuse("scores.values.length", scores.Values.Count, $"must be {rows}: one for each row");
        scored.TrySetResult([.. scores.Values]);
    }

    public void Fail() => scored.TrySetResult(null);
}
