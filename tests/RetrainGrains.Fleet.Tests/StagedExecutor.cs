using RetrainGrains.Fleet.Training;

namespace RetrainGrains.Fleet.Tests;

/// <summary>
/// Trains at once, delivers after the modelled time; attempts can be made to fail or to be held back.
/// </summary>
internal sealed class StagedExecutor(TimeProvider clock) : ITrainingExecutor
{
    private readonly TaskCompletionSource released = new();

    public int Slots { get; set; } = 4;

    /// <summary>The time at which each training was started.</summary>
    public List<DateTimeOffset> Started { get; } = [];
    public int UnderWay { get; private set; }
    public int MostUnderWay { get; private set; }

    /// <summary>So many trainings, the next ones, break.</summary>
    public int Failing { get; set; }

    /// <summary>So many trainings, the next ones, do not come back before they are released.</summary>
    public int Holding { get; set; }

    /// <summary>So many trainings, the next ones, are computed, but come back only when they are released.</summary>
    public int Keeping { get; set; }

    public void Release() => released.SetResult();

    public async Task<Computed<T>> RunAsync<T>(
        Func<CancellationToken, T> work, TimeSpan modelled, CancellationToken cancellation)
    {
        Started.Add(clock.GetUtcNow());
        MostUnderWay = Math.Max(MostUnderWay, ++UnderWay);
        try
        {
            await Task.Delay(modelled, clock, cancellation);
            if (Failing > 0)
            {
                Failing--;
                throw new InvalidOperationException("the disk was full");
            }
            if (Holding > 0)
            {
                Holding--;
                await released.Task.WaitAsync(cancellation);
            }
            var result = work(cancellation);
            if (Keeping > 0)
            {
                Keeping--;
                await released.Task.WaitAsync(cancellation);
            }
            return new Computed<T>(result, modelled.TotalSeconds);
        }
        finally
        {
            UnderWay--;
        }
    }
}
