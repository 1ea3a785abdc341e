using RetrainGrains.Domain.Lifecycle;

namespace RetrainGrains.Fleet.Models;

// How a model's memory and its truth, the database, are kept together.
public sealed partial class ModelGrain
{
    private Opening Opening => field ??= new Opening(self, ReadAsync);

    /// <summary>The model as it is stored, read once; null when there is none.</summary>
    private async ValueTask<ModelSession?> OpenAsync()
    {
        await Opening.DoneAsync();
        return session;
    }

    private async Task ReadAsync()
    {
        session = await LoadAsync();
        if (session is not null) await Outbox.DeliverAsync(ModelId, Now);
    }

    private async Task CommitAsync(LifecycleDecision decision, RequestRow? request = null, RunOutcome? ended = null)
    {
        if (decision.Events.IsEmpty && !session!.HasGrown && ended is null) return;
        await StoreAsync(session!.Revision, () => session.CommitAsync(decision, Now, request, ended));
        if (session.ServingMoved) await serving.ChangedAsync();
        if (!decision.Effects.IsEmpty) await Outbox.DeliverAsync(ModelId, Now);
    }

    private async Task StoreAsync(long expected, Func<Task<CommitResult>> commit)
    {
        // After a race or a failure memory may be behind what is stored: the next activation reads it again.
        var stored = false;
        try
        {
            var result = await commit();
            stored = result.Committed;
            if (stored) return;
            log.LostRace(ModelId, expected, result.Revision);
            throw new StaleModelException(ModelId, expected, result.Revision);
        }
        finally
        {
            if (!stored) self.Retire();
        }
    }

    private Task<ModelSession?> LoadAsync() => ModelSession.LoadAsync(database, scorers, workers, ModelId);

    private async Task<RequestRow?> EarlierAsync(string requestId) =>
        requestId.Length == 0 ? null : await database.Models.FindRequestAsync(ModelId, requestId);
}
