using Google.Protobuf;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Mapping;

namespace RetrainGrains.Gateway.Workers;

/// <summary>Sends models to one worker, one after the other: no more than one is in memory for it.</summary>
internal sealed class ArtifactSending(TaskWriter<V1.ScoringTask> writer, int chunkBytesMax)
{
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>
    /// Releases what makes room, and sends all chunks; says so before the worker can answer to the last.
    /// </summary>
    public async Task SendAsync(
        WorkerModel model, string? released, Action beforeLast, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (released is not null)
            {
                var release = new V1.ArtifactReleased { ArtifactId = released };
                await writer.WriteAsync(new V1.ScoringTask { Released = release }, cancellation);
            }
            var content = await model.ReadAsync(cancellation);
            for (var first = 0; first < content.Length; first += chunkBytesMax)
            {
                var chunk = ChunkOf(model, content, first);
                if (chunk.Last) beforeLast();
                await writer.WriteAsync(new V1.ScoringTask { Artifact = chunk }, cancellation);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    private V1.ArtifactChunk ChunkOf(WorkerModel model, ReadOnlyMemory<byte> content, int first)
    {
        var length = Math.Min(chunkBytesMax, content.Length - first);
        var chunk = new V1.ArtifactChunk
        {
            ArtifactId = model.ArtifactId,
            Content = UnsafeByteOperations.UnsafeWrap(content.Slice(first, length)),
            Last = first + length == content.Length,
        };
        if (first == 0) (chunk.Learner, chunk.Schema) = (model.Learner, model.Schema.ToWire());
        return chunk;
    }
}
