using RetrainGrains.Fleet.Training;

namespace RetrainGrains.Fleet.Replay;

/// <summary>Computes trainings beside a loop; their results arrive at modelled times.</summary>
public sealed class ReplayExecutor(VirtualLoop loop) : ITrainingExecutor
{
    // Virtual, and part of what a seed repeats: not the cores of this machine.
    public int Slots => 4;

    public Task<Computed<T>> RunAsync<T>(
        Func<CancellationToken, T> work, TimeSpan modelled, CancellationToken cancellation) =>
        loop.ComputeAside(token =>
        {
            var started = TimeProvider.System.GetTimestamp();
            return new Computed<T>(work(token), TimeProvider.System.GetElapsedTime(started).TotalSeconds);
        }, modelled, cancellation);
}
