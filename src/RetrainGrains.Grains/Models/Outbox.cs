namespace RetrainGrains.Grains.Models;

/// <summary>Effects on their way out of the database: carried out at least once, then confirmed.</summary>
internal sealed class Outbox(IDatabase database, IGrainFactory grains, INotifier notifier)
{
    private const string StartRunKind = "start-run";
    private const string NotifyKind = "notify";
    private const int DeliverMax = 100;

    public static OutboxAppend Append(LifecycleEffect effect) => effect switch
    {
        StartRun start => new(StartRunKind, start.Plan.RunId),
        Notify notify => new(NotifyKind, DomainJson.Write(notify)),
        _ => throw new ArgumentOutOfRangeException(nameof(effect), effect, "is no effect"),
    };

    /// <summary>Carries out what is pending for a model. What fails stays, and is tried again at the next activation or check.</summary>
    public async Task DeliverAsync(string modelId, DateTimeOffset now)
    {
        foreach (var effect in await database.Outbox.PendingAsync(modelId, now, DeliverMax))
        {
            if (effect.Kind == StartRunKind) await grains.GetGrain<ITrainingQueueGrain>(ITrainingQueueGrain.Key).Enqueue(effect.Body);
            if (effect.Kind == NotifyKind)
            {
                var notify = DomainJson.Read<Notify>(effect.Body);
                await notifier.NotifyAsync(modelId, effect.CreatedAt, notify.Severity, notify.Text);
            }
            await database.Outbox.CompleteAsync(effect.Id);
        }
    }
}
