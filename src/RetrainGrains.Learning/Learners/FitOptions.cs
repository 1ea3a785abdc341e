namespace RetrainGrains.Learning.Learners;

/// <summary>How a fit runs: none of it changes the artifact's bytes.</summary>
public sealed record FitOptions
{
    public static FitOptions Default { get; } = new();

    // One by default: a server trains many models side by side rather than one fast.
    public int Threads { get; init; } = 1;

    public Action<FitProgress>? Progress { get; init; }

    public CancellationToken Cancellation { get; init; }
}

/// <summary>Iterations done so far and the mean training loss after them.</summary>
public sealed record FitProgress(int Completed, int Total, double TrainingLoss);
