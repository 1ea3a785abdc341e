using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Gateway.Tests.Predictions;

/// <summary>A log whose appends end when a test says so; ids that start with "twice" are duplicates.</summary>
internal sealed class GatedLog : IObservationLog
{
    private readonly Lock gate = new();
    private readonly List<TaskCompletionSource> appends = [];
    private readonly SemaphoreSlim begun = new(0);

    public List<IReadOnlyList<PredictionRow>> Batches { get; } = [];

    /// <summary>Waits for the next append to begin.</summary>
    public Task BegunAsync() => begun.WaitAsync();

    public void End(int append, Exception? error = null)
    {
        if (error is null) appends[append].SetResult();
        else appends[append].SetException(error);
    }

    public async Task<AppendedPredictions> AppendPredictionsAsync(
        string modelId, IReadOnlyList<PredictionRow> rows, CancellationToken cancellation = default)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            Batches.Add(rows);
            appends.Add(end);
        }
        begun.Release();
        await end.Task;
        return new AppendedPredictions(
            [.. rows.Select(row => row.PredictionId.StartsWith("twice", StringComparison.Ordinal)
                ? RecordStatus.Duplicate : RecordStatus.Stored)], Joined: 0);
    }

    public Task<IReadOnlyList<RecordStatus>> RecordOutcomesAsync(
        string modelId, IReadOnlyList<OutcomeRow> rows, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<RecordStatus>> ImportAsync(
        string modelId, IReadOnlyList<HistoryRow> rows, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<LabelledRow>> LabelledAfterAsync(
        string modelId, long sequence, int limit, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<PredictionRow>> PredictedAfterAsync(
        string modelId, PredictionMark mark, DateTimeOffset before, int limit,
        CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<LabelledRow>> MaturedBetweenAsync(
        string modelId, DateTimeOffset from, DateTimeOffset to, long throughSequence,
        CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<LabelledRow>> MaturedAfterAsync(
        string modelId, PredictionMark mark, DateTimeOffset before, long throughSequence, int limit,
        CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<LoggedRow>> LoggedAfterAsync(
        string modelId, PredictionMark mark, DateTimeOffset before, string? version, int limit,
        CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<ObservationCounts> CountAsync(string modelId, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task<int> DeleteBeforeAsync(
        string modelId, DateTimeOffset before, int limit, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task<int> DropWaitingAsync(
        string modelId, DateTimeOffset before, int limit, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task<WaitingOutcomes> WaitingAsync(string modelId, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task<long> RepairsAsync(string modelId, CancellationToken cancellation = default) =>
        throw new NotSupportedException();
}
