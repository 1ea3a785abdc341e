using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

internal sealed partial class Activation
{
    private static readonly DeactivationReason NoReason = new(DeactivationReasonCode.None, "");

    private readonly TaskCompletionSource deactivated = new();
    private readonly HashSet<IGrainTimer> timers = [];
    private AsyncServiceScope scope;
    private DeactivationReason reason = NoReason;
    private CancellationToken deactivationToken;
    private long lastUse;
    private long keepUntil;

    public GrainReference GrainReference =>
        field ??= Runtime.References.Create(typeof(IAddressable), GrainId);

    public object? GrainInstance { get; private set; }

    public IServiceProvider ActivationServices => scope.ServiceProvider;

    public Task Deactivated => deactivated.Task;

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            if (stage > ActivationStage.Active || reason.ReasonCode != DeactivationReasonCode.None) return;
            reason = deactivationReason;
            deactivationToken = cancellationToken;
            if (stage == ActivationStage.Active) stage = ActivationStage.DeactivationRequested;
            ScheduleIfReady();
        }
    }

    /// <summary>Ends the activation without waiting for its running turns.</summary>
    public void Abandon(DeactivationReason deactivationReason, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (stage is not (ActivationStage.Active or ActivationStage.DeactivationRequested)) return;
            reason = deactivationReason;
            deactivationToken = cancellationToken;
            stage = ActivationStage.Deactivating;
        }

        Task.Factory.StartNew(DeactivateAsync, CancellationToken.None, TaskCreationOptions.None, scheduler);
    }

    public void DelayDeactivation(TimeSpan timeSpan)
    {
        lock (gate)
        {
            keepUntil = timeSpan == Timeout.InfiniteTimeSpan
                ? long.MaxValue
                : Runtime.Clock.GetTimestamp() + Runtime.ToTimestamps(timeSpan);
        }
    }

    /// <summary>Ends the activation if nobody used it for long; else says when to look again.</summary>
    public TimeSpan? CollectIfIdle(TimeSpan age)
    {
        lock (gate)
        {
            if (stage > ActivationStage.Active) return null;
            if (!IsIdle || keepUntil == long.MaxValue) return age;
            var due = Math.Max(lastUse + Runtime.ToTimestamps(age), keepUntil);
            var now = Runtime.Clock.GetTimestamp();
            if (due > now) return Runtime.Clock.GetElapsedTime(now, due);
        }

        Deactivate(new(DeactivationReasonCode.ActivationIdle, $"Nobody called the grain for {age}."));
        return null;
    }

    public void Add(IGrainTimer timer)
    {
        lock (gate) timers.Add(timer);
    }

    public void Remove(IGrainTimer timer)
    {
        lock (gate) timers.Remove(timer);
    }

    private async Task ActivateAsync()
    {
        var began = Runtime.Measuring.GetTimestamp();
        try
        {
            scope = Runtime.Services.CreateAsyncScope();
            var (grain, states) = Class.Create(this);
            GrainInstance = grain;
            using var timeout = new CancellationTokenSource(Runtime.Collection.ActivationTimeout, Runtime.Clock);
            foreach (var state in states) await state.ReadStateAsync(timeout.Token);
            await ((IGrainBase)grain).OnActivateAsync(timeout.Token).WaitAsync(timeout.Token);
        }
        catch (Exception exception)
        {
            Runtime.Log.ActivationFailed(exception, GrainId);
            Class.Starts.Record(Runtime.Measuring.Measure(began));
            Class.Starts.Failed(exception, Runtime.Measuring.Now);
            await EndAsync(turn => turn.Refuse(exception));
            return;
        }

        lock (gate)
        {
            stage = reason.ReasonCode == DeactivationReasonCode.None
                ? ActivationStage.Active
                : ActivationStage.DeactivationRequested;
            lastUse = Runtime.Clock.GetTimestamp();
        }

        Class.Activations.Started();
        Class.Starts.Record(Runtime.Measuring.Measure(began));
        Runtime.IdleCollector.Watch(this);
    }

    private async Task DeactivateAsync()
    {
        DisposeTimers();
        try
        {
            using var limit = new CancellationTokenSource(Runtime.Collection.DeactivationTimeout, Runtime.Clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, deactivationToken);
            var farewell = ((IGrainBase)GrainInstance!).OnDeactivateAsync(reason, either.Token);
            await farewell.WaitAsync(limit.Token);
        }
        catch (Exception exception)
        {
            Runtime.Log.DeactivationFailed(exception, GrainId);
        }

        Class.Activations.Ended();
        await EndAsync(Runtime.Forward);
    }

    private async Task EndAsync(Action<Turn> dispose)
    {
        DisposeTimers();
        try
        {
            if (GrainInstance is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
            else (GrainInstance as IDisposable)?.Dispose();
            await scope.DisposeAsync();
        }
        catch (Exception exception)
        {
            Runtime.Log.DeactivationFailed(exception, GrainId);
        }

        // Out of the directory first: whoever finds this activation gone must find a successor there.
        Runtime.Directory.Remove(this);
        Turn[] orphans;
        lock (gate)
        {
            stage = ActivationStage.Gone;
            orphans = mailbox.TakeWaiting();
            if (IsIdle) becameIdle?.TrySetResult();
        }

        foreach (var turn in orphans) dispose(turn);
        deactivated.TrySetResult();
    }

    private void DisposeTimers()
    {
        IGrainTimer[] registered;
        lock (gate) registered = [.. timers];
        foreach (var timer in registered) timer.Dispose();
    }
}
