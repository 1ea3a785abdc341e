using Orleans.Concurrency;

namespace RetrainGrains.Fleet.Contracts;

/// <summary>The challengers that train, and the number of those that wait.</summary>
public sealed record QueueView(ImmutableArray<string> Running, int Waiting, int Slots);

/// <summary>An offer of so many trainings at once on this silo, until <paramref name="HoldsFor"/> is over.</summary>
public sealed record TrainingOffer(string Silo, int Slots, TimeSpan HoldsFor);

/// <summary>Decides which challenger trains next, cluster-wide; there is one, with the key <see cref="Key"/>.</summary>
public interface ITrainingQueueGrain : IGrainWithStringKey
{
    const string Key = "training";

    /// <summary>A run has been stored. Enqueueing it again changes nothing.</summary>
    [AlwaysInterleave]
    Task Enqueue(string runId);

    /// <summary>A challenger's result has been stored.</summary>
    [AlwaysInterleave]
    Task ChallengerFinished(TrainingOrder order);

    /// <summary>A run has been cancelled: none of its challengers trains any more.</summary>
    [AlwaysInterleave]
    Task Cancel(string runId);

    /// <summary>A silo says what it can take, and says it again before that lapses.</summary>
    [AlwaysInterleave]
    Task Offer(TrainingOffer offer);

    [ReadOnly]
    Task<QueueView> Describe();
}

/// <summary>An attempt at one challenger.</summary>
public sealed record TrainingOrder(string RunId, int Ordinal, int Attempt);

/// <summary>
/// Trains one challenger; the key is run and ordinal. The training runs off the grain's turn: the call returns at once,
/// and the worker reports to the queue when the result is stored.
/// </summary>
public interface ITrainingWorkerGrain : IGrainWithStringKey
{
    static string KeyOf(string runId, int ordinal) => $"{runId}#{ordinal}";

    Task Start(TrainingOrder order);

    /// <summary>Ends the training without a result, within seconds; nothing trains here afterwards.</summary>
    Task Cancel();

    /// <summary>Answers with the progress; null while it reads its rows, and when nothing trains here.</summary>
    [ReadOnly]
    Task<TrainingProgress?> Progress();
}

/// <summary>
/// The progress of a training: sets of hyper-parameters while it searches, otherwise iterations of the learner, and the
/// loss after the latest. Kept in memory only: what is lost with a worker is trained anew anyway.
/// </summary>
public sealed record TrainingProgress(string Stage, int Done, int Total, double Loss, double Seconds = 0);
