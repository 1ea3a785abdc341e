using RetrainGrains.Domain.FleetAlerts;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Fleet.Models;

/// <summary>Effects on their way out of the database: carried out at least once, then confirmed.</summary>
internal sealed class Outbox(IDatabase database, IFleet fleet, INotificationChannel notifier, ILogger log)
{
    private const string StartRunKind = "start-run";
    private const string NotifyKind = "notify";
    private const string ReportDriftKind = "report-drift";
    private const int DeliverMax = 100;

    public static OutboxAppend Append(LifecycleEffect effect) => effect switch
    {
        StartRun start => new(StartRunKind, start.Plan.RunId),
        Notify notify => new(NotifyKind, DomainJson.Write(notify)),
        ReportDrift report => new(ReportDriftKind, DomainJson.Write(report)),
        _ => throw new ArgumentOutOfRangeException(nameof(effect), effect, "is no effect"),
    };

    /// <summary>Whether something is left that could not be carried out, or was more than fits one delivery.</summary>
    public bool IsBehind { get; private set; }

    /// <summary>
    /// Carries out what is pending for a model. What fails goes to the end of the line, holds up nothing else, and is
    /// tried again at the next waking or activation.
    /// </summary>
    public async Task DeliverAsync(string modelId, DateTimeOffset now)
    {
        // Until the opposite is seen: a database that is away now is asked again at the next waking.
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
                log.EffectFailed(error, modelId, effect.Kind, effect.Attempts + 1);
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
            case NotifyKind:
                var notify = DomainJson.Read<Notify>(effect.Body);
                await notifier.NotifyAsync(modelId, effect.CreatedAt, notify.Severity, notify.Text);
                return;
            case ReportDriftKind:
                var report = DomainJson.Read<ReportDrift>(effect.Body);
                await fleet.Alerts.Submit(
                    new DriftTest(modelId, report.At, report.PValue, report.Severity, report.Text));
                return;
        }
    }
}
