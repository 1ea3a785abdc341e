using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Fleet.Training;

/// <summary>
/// The progress of one training. Its thread reports the first iteration and then one a second: a learner that had to
/// report its loss each time would be a sixth slower.
/// </summary>
internal sealed class TrainingProgressReporter(TimeProvider clock, Action<TrainingProgress>? listener = null)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly long started = clock.GetTimestamp();
    private volatile TrainingProgress? latest;
    private long? told;

    public TimeSpan Elapsed => clock.GetElapsedTime(started);

    public TrainingProgress? Latest =>
        latest is { } progress ? progress with { Seconds = Elapsed.TotalSeconds } : null;

    public FitOptions OptionsFor(string stage, CancellationToken cancellation) => new()
    {
        Cancellation = cancellation,
        IsProgressDue = () => told is not { } last || clock.GetElapsedTime(last) >= Every,
        Progress = fit =>
        {
            told = clock.GetTimestamp();
            latest = new TrainingProgress(stage, fit.Completed, fit.Total, fit.TrainingLoss);
            listener?.Invoke(latest);
        },
    };
}
