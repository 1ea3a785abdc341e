using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Availability;

/// <summary>
/// Knows whether the database is away, so that only the first call to find out waits for it. A call that finds it away
/// reports it; from then on one prober asks, ever less often, until it answers.
/// </summary>
public sealed partial class DatabaseCircuit(
    IServingStore store, TimeProvider clock, ILogger<DatabaseCircuit>? logger = null) : IDisposable
{
    /// <summary>The first pause between two questions; each later one is twice as long.</summary>
    public static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause: what a return may go unnoticed for, beside the time that a question takes.</summary>
    public static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(2);

    // A database that answers reads and fails writes comes and goes: within this time the pauses go on growing.
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly CancellationTokenSource closing = new();
    private readonly ILogger logger = logger ?? NullLogger<DatabaseCircuit>.Instance;
    private TaskCompletionSource? back;
    private DatabaseAwayException? found;
    private DateTimeOffset since;
    private DateTimeOffset backAt = DateTimeOffset.MinValue;
    private TimeSpan pause = PauseMin;

    public bool IsAway => Volatile.Read(ref back) is not null;

    /// <summary>The time for which the database has been away; zero while it is there.</summary>
    public TimeSpan AwayFor
    {
        get { lock (gate) return back is null ? TimeSpan.Zero : clock.GetUtcNow() - since; }
    }

    /// <summary>
    /// Throws when the database cannot answer now, for callers who would otherwise wait for what is known.
    /// </summary>
    public void ThrowIfAway()
    {
        if (Volatile.Read(ref found) is { } error && IsAway) throw new DatabaseAwayException(error.InnerException!);
    }

    /// <summary>Records that a caller has found the database away.</summary>
    public void Report(DatabaseAwayException error)
    {
        lock (gate)
        {
            if (back is not null) return;
            (since, found) = (clock.GetUtcNow(), error);
            if (since - backAt > Settled) pause = PauseMin;
            back = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        LogAway(error);
        _ = ProbeAsync();
    }

    /// <summary>Ends at once while the database is there, else when it is back.</summary>
    public Task WhenBackAsync(CancellationToken cancellation = default)
    {
        var waiting = Volatile.Read(ref back);
        return waiting is null ? Task.CompletedTask : waiting.Task.WaitAsync(cancellation);
    }

    public void Dispose()
    {
        if (closing.IsCancellationRequested) return;
        closing.Cancel();
        closing.Dispose();
    }

    private async Task ProbeAsync()
    {
        try
        {
            do
            {
                await Task.Delay(pause, clock, closing.Token);
                pause = pause * 2 < PauseMax ? pause * 2 : PauseMax;
            }
            while (!await AnswersAsync());
            End();
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            // The gateway closes: nobody needs to know any more.
        }
    }

    // The cheapest question there is: nothing ever changes after the last epoch.
    private async Task<bool> AnswersAsync()
    {
        try
        {
            await store.ChangedSinceAsync(long.MaxValue, 1, closing.Token);
            return true;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return false;
        }
    }

    private void End()
    {
        TaskCompletionSource waiting;
        TimeSpan away;
        lock (gate)
        {
            backAt = clock.GetUtcNow();
            away = backAt - since;
            waiting = back!;
            Volatile.Write(ref back, null);
        }
        LogBack(away);
        waiting.SetResult();
    }

    [LoggerMessage(LogLevel.Error,
        "The database is away: predictions are answered from memory and wait to be logged, outcomes wait.")]
    private partial void LogAway(Exception error);

    [LoggerMessage(LogLevel.Information, "The database is back after {Away}.")]
    private partial void LogBack(TimeSpan away);
}
