using System.Buffers;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Options;

namespace RetrainGrains.Gateway.Workers;

/// <summary>A training that a worker was given: it gathers the model until that is whole.</summary>
internal sealed class WorkerTask(ulong id, Action<WorkerProgress> progress, WorkerOptions options)
{
    private readonly ArrayBufferWriter<byte> model = new();
    private readonly TaskCompletionSource<ReadOnlyMemory<byte>> trained =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ulong Id => id;

    public Task<ReadOnlyMemory<byte>> Trained => trained.Task;

    public void Tell(V1.TrainingProgress told) =>
        progress(new WorkerProgress(told.Done, told.Total, told.HasLoss ? told.Loss : double.NaN));

    public void Add(V1.ModelChunk chunk)
    {
        if (chunk.Content.Length > options.ArtifactBytesMax - model.WrittenCount)
        {
            throw WorkerRules.Refuse("model.content", $"{(long)model.WrittenCount + chunk.Content.Length} bytes so far",
                $"must have at most {options.ArtifactBytesMax} bytes in all chunks together");
        }
        model.Write(chunk.Content.Span);
        if (chunk.Last) trained.TrySetResult(model.WrittenMemory);
    }

    public void Fail(string reason) => trained.TrySetException(new WorkerException(reason));
}
