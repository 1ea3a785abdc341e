using Grpc.Core;
using RetrainGrains.Fleet.Contracts;

namespace RetrainGrains.Gateway.Workers;

/// <summary>Sends one worker its tasks one after the other, however many have some for it.</summary>
internal sealed class TaskWriter<TTask>(IServerStreamWriter<TTask> stream)
{
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>
    /// Sends the first task. The worker is known to others before it reads that, and gets nothing before it.
    /// </summary>
    public async Task OpenAsync(TTask first, Action join)
    {
        await turn.WaitAsync();
        try
        {
            join();
            await stream.WriteAsync(first);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>
    /// Writes a task. Cancelling ends the waiting, and keeps from the worker what was not begun; a message that is
    /// begun goes out whole. A stream that has ended is a <see cref="WorkerException"/>.
    /// </summary>
    public Task WriteAsync(TTask task, CancellationToken cancellation)
    {
        var writing = WriteInTurnAsync(task, cancellation);
        return writing.IsCompleted ? writing : writing.WaitAsync(cancellation);
    }

    private async Task WriteInTurnAsync(TTask task, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            await stream.WriteAsync(task, CancellationToken.None);
        }
        // Whatever it was: after it nothing more can be sent.
        catch (Exception error)
        {
            throw new WorkerException("the worker has left", error);
        }
        finally
        {
            turn.Release();
        }
    }
}
