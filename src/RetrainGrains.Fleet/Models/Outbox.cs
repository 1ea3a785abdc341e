using RetrainGrains.Domain.FleetAlerts;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Notifications;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Models;

/// <summary>The effects that a model has stored and not yet carried out: each is carried out at least once.</summary>
internal sealed partial class Outbox(IDatabase database, IFleet fleet, NotificationSender notifications, ILogger log)
{
    private const string StartRunKind = "start-run";
    private const string StopRunKind = "stop-run";
    private const string NotifyKind = "notify";
    private const string ReportDriftKind = "report-drift";
    private const int DeliverMax = 100;

    public static OutboxAppend Append(LifecycleEffect effect) => effect switch
    {
        StartRun start => new(StartRunKind, start.Plan.RunId),
        StopRun stop => new(StopRunKind, stop.RunId),
        Notify notify => new(NotifyKind, DomainJson.Write(notify)),
        ReportDrift report => new(ReportDriftKind, DomainJson.Write(report)),
        _ => throw new ArgumentOutOfRangeException(nameof(effect), effect, "is no effect"),
    };

    /// <summary>
    /// Returns true while effects are left that could not be carried out, or did not fit into one delivery.
    /// </summary>
    public bool IsBehind { get; private set; }

    /// <summary>
    /// Carries out what is pending for a model. What fails goes to the end of the line, holds up nothing else, and is
    /// tried again at the next check or activation.
    /// </summary>
    public async Task DeliverAsync(string modelId, DateTimeOffset now)
    {
        // Until the opposite is seen: a database that is away now is tried again at the next check.
        IsBehind = true;
        var pending = await database.Outbox.PendingAsync(modelId, now, DeliverMax);
        IsBehind = pending.Count == DeliverMax;
        foreach (var effect in pending)
        {
            try
            {
                await CarryOutAsync(modelId, effect);
                await database.Outbox.CompleteAsync(effect.Id);
            }
            catch (Exception error)
            {
                LogEffectFailed(error, modelId, effect.Kind, effect.Attempts + 1);
                IsBehind = true;
                await database.Outbox.RetryAsync(effect.Id, now);
            }
        }
    }

    private async Task CarryOutAsync(string modelId, OutboxRow effect)
    {
        switch (effect.Kind)
        {
            case StartRunKind:
                await fleet.TrainingQueue.Enqueue(effect.Body);
                return;
            case StopRunKind:
                await fleet.TrainingQueue.Cancel(effect.Body);
                return;
            // Nobody is to be called for a test.
            case NotifyKind or ReportDriftKind when ScratchModel.Is(modelId):
                return;
            case NotifyKind:
                var notify = DomainJson.Read<Notify>(effect.Body);
                await notifications.SendAsync(
                    new Notification(modelId, effect.CreatedAt, notify.Severity, notify.Text));
                return;
            case ReportDriftKind:
                var report = DomainJson.Read<ReportDrift>(effect.Body);
                await fleet.Alerts.Submit(
                    new DriftTest(modelId, report.At, report.PValue, report.Severity, report.Text));
                return;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Model}: effect {Kind} failed at attempt {Attempt}; tried again")]
    private partial void LogEffectFailed(Exception error, string model, string kind, int attempt);
}
