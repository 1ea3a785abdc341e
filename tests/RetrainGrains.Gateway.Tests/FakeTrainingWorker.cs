namespace RetrainGrains.Gateway.Tests;

/// <summary>A worker that says what a test tells it to, and remembers as which one it was asked.</summary>
internal sealed class FakeTrainingWorker : ITrainingWorkerGrain
{
    public Func<Task<TrainingProgress?>> OnProgress { get; set; } = () => Task.FromResult<TrainingProgress?>(null);

    public List<string> Asked { get; } = [];

    public FakeTrainingWorker For(string runId, int ordinal)
    {
        Asked.Add(ITrainingWorkerGrain.KeyOf(runId, ordinal));
        return this;
    }

    public Task Start(TrainingOrder order) => throw new NotSupportedException();

    public Task Cancel() => throw new NotSupportedException();

    public Task<TrainingProgress?> Progress() => OnProgress();
}
