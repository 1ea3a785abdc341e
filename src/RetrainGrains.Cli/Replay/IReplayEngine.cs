using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Sources;

namespace RetrainGrains.Cli.Replay;

/// <summary>
/// Runs streams through the system itself, as if their rows arrived now, and says what became of each model.
/// </summary>
public interface IReplayEngine
{
    Task<ReplayResult> RunAsync(ReplayPlan plan, IProgress<PhaseProgress> progress, CancellationToken cancellation);
}

/// <summary>The streams and the policy to replay. Without a database nothing outlives the replay.</summary>
public sealed record ReplayPlan(
    ImmutableArray<ObservationStream> Streams, ModelPolicy Policy, ulong Seed, string? DatabasePath = null)
{
    /// <summary>
    /// Collects the reason of every retraining, promotion and rejection, and of each kind of failed training.
    /// </summary>
    public bool Explain { get; init; }
}

/// <summary>
/// The results of all models, in the plan's order; the hash is over all their ledgers, the same for the same plan.
/// </summary>
public sealed record ReplayResult(ImmutableArray<ModelReplay> Models, string LedgerSha256);

/// <summary>The predictions for one model, and the deeds of its grain meanwhile.</summary>
public sealed record ModelReplay(string ModelId, PredictionSeries Predictions)
{
    public int Checks { get; init; }

    /// <summary>The number of trainings asked for, by the kind of trigger.</summary>
    public ImmutableSortedDictionary<string, int> Triggers { get; init; } =
        ImmutableSortedDictionary<string, int>.Empty;
    public int Runs { get; init; }

    /// <summary>The number of runs that produced no challenger at all.</summary>
    public int FailedRuns { get; init; }

    /// <summary>The number of trainings that failed, in all runs.</summary>
    public int FailedTrainings { get; init; }

    /// <summary>The kinds of failed trainings, the most frequent first.</summary>
    public ImmutableArray<TrainingFailure> Failures { get; init; } = [];

    /// <summary>The reason why no version ever served; null when one did.</summary>
    public string? NeverServed { get; init; }
    public int Promotions { get; init; }
    public int Rejections { get; init; }
    public int Rollbacks { get; init; }
    public double TrainingSeconds { get; init; }

    /// <summary>The model's runs in time order.</summary>
    public ImmutableArray<RunReplay> RunsByTime { get; init; } = [];
    public string? LedgerSha256 { get; init; }
    public RegretReport? Regret { get; init; }

    /// <summary>
    /// A line for every retraining, promotion and rejection, and for the first of each kind of failed training, in time
    /// order; empty unless the plan asks for it.
    /// </summary>
    public ImmutableArray<string> Explanations { get; init; } = [];
}

/// <summary>A retraining of a replay: when it was asked for, and how many challengers were trained for it.</summary>
public sealed record RunReplay(DateTimeOffset At, int Trainings, double TrainingSeconds);
