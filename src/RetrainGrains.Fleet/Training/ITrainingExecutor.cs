namespace RetrainGrains.Fleet.Training;

/// <summary>A result of computing, and how long it took.</summary>
public sealed record Computed<T>(T Value, double Seconds);

/// <summary>
/// A place to compute trainings: off every grain's turn, on threads of low priority, no more at once than there are
/// slots. Under simulation the result arrives after the modelled time, so that a replay does not depend on the machine.
/// </summary>
public interface ITrainingExecutor
{
    int Slots { get; }

    Task<Computed<T>> RunAsync<T>(Func<CancellationToken, T> work, TimeSpan modelled, CancellationToken cancellation);
}
