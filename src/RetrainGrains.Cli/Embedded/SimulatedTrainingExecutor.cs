using Orleans.Simulation;
using RetrainGrains.Grains.Training;

namespace RetrainGrains.Cli.Embedded;

/// <summary>Computes trainings beside the simulation; their results arrive at modelled times.</summary>
public sealed class SimulatedTrainingExecutor(SimulationScheduler simulation) : ITrainingExecutor
{
    // Virtual, and part of what a seed repeats: not the cores of this machine.
    public int Slots => 4;

    public Task<Computed<T>> RunAsync<T>(
        Func<CancellationToken, T> work, TimeSpan modelled, CancellationToken cancellation) =>
        simulation.RunOffTurn(token =>
        {
            var started = TimeProvider.System.GetTimestamp();
            return new Computed<T>(work(token), TimeProvider.System.GetElapsedTime(started).TotalSeconds);
        }, modelled, cancellation);
}
