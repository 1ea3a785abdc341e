namespace RetrainGrains.Learning.Learners;

/// <summary>The options of running a fit: none of them changes a byte of the artifact.</summary>
public sealed record FitOptions
{
    public static FitOptions Default { get; } = new();

    // One by default: a server trains many models side by side rather than one fast.
    public int Threads { get; init; } = 1;

    public Action<FitProgress>? Progress { get; init; }

    /// <summary>
    /// A function asked before each report, whose loss takes a pass over the rows; by default each is wanted.
    /// </summary>
    public Func<bool> IsProgressDue { get; init; } = () => true;

    internal Action<FitProgress>? DueProgress => Progress is not null && IsProgressDue() ? Progress : null;

    public CancellationToken Cancellation { get; init; }

    /// <summary>
    /// Returns the options for one of several fits that make a model together: progress counts all of them.
    /// </summary>
    internal FitOptions ForPart(int part, int parts) => Progress is not { } report ? this : this with
    {
        Progress = of => report(new FitProgress(part * of.Total + of.Completed, parts * of.Total, of.TrainingLoss)),
    };
}

/// <summary>The iterations done so far and the mean training loss after them.</summary>
public sealed record FitProgress(int Completed, int Total, double TrainingLoss);
