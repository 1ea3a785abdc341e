using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Schedules;
using RetrainGrains.Domain.Triggers;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Notifications;
using RetrainGrains.Fleet.Serving;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Models;

/// <summary>
/// The grain of one model: it loads, asks the lifecycle, commits, then acts. All rules live in the domain.
/// </summary>
public sealed partial class ModelGrain(
    IActorContext self, IFleet fleet, IDatabase database, ScorerCache scorers, IWorkerPool workers,
    NotificationSender notifications, IServingHint serving, TimeProvider clock, ILogger<ModelGrain> log) : IModelGrain
{
    private ModelSession? session;

    // Lost with the activation: the schedule checks such a model within its interval anyway.
    private DateTimeOffset? firstCheck;
    private string ModelId => self.Key;
    private DateTimeOffset Now => clock.GetUtcNow();
    private DateTimeOffset NextCheckAt => session!.State.LastCheck is null && firstCheck is { } first && first > Now
        ? first
        : NextCheck.After(session.State.Policy.Schedule, ModelId, Now);
    private IScheduleGrain Shard => fleet.Schedule(Shards.Of(ModelId));
    private Outbox Outbox => field ??= new Outbox(database, fleet, notifications, log);
    private Opening Opening => field ??= new Opening(self, ReadAsync);

    public async Task<Answer<ModelView>> Register(RegisterModel command)
    {
        var asked = Requests.Asked(command.RequestId, command);
        if (await OpenAsync() is null)
        {
            var (registered, problems) = await Registration.ReadAsync(database.Models, ModelId, command, Now);
            if (registered is null) return new Refusal(RefusalKind.Invalid, problems);
            await StoreAsync(Registration.CommitOf(registered, asked));
            session = await LoadAsync();
        }
        else if (await EarlierAsync(asked) is not { } earlier) return Refusals.Registered(ModelId);
        else if (!earlier.IsSame) return Refusals.Repeated(command.RequestId);
        // An earlier try may have ended between commit and here; once it was checked, a model is known to its shard.
        if (session!.State.LastCheck is null) await Shard.Join(ModelId, NextCheckAt);
        return View();
    }

    public async Task<Answer<ModelView>> Describe() => await OpenAsync() is null ? Refusals.Unknown(ModelId) : View();

    public async Task OutcomesArrived()
    {
        if (await OpenAsync() is null) return;
        await session!.AbsorbAsync(Now);
        await CommitAsync(ModelLifecycle.Decide(session.State, new OutcomesSeen(session.LearnedState), Now));
        if (!session.AwaitsFirstCheck) return;
        // Put off by every batch that comes meanwhile.
        firstCheck = Now + NextCheck.FirstAfter;
        await Shard.Join(ModelId, firstCheck.Value);
    }

    public async Task<DateTimeOffset?> CheckIfDue()
    {
        if (await OpenAsync() is null) return null;
        if (Outbox.IsBehind) await Outbox.DeliverAsync(ModelId, Now);
        await DropWaitingAsync();
        await session!.AbsorbAsync(Now);
        if (session.IsCheckDue(Now)) await CheckAsync(isOnDemand: false);
        else if (session.HasGrown) await OutcomesArrived();
        return NextCheckAt;
    }

    public async Task<Answer<CheckAnswer>> Check(bool dryRun, string requestId)
    {
        if (await OpenAsync() is null) return Refusals.Unknown(ModelId);
        var asked = Requests.Asked(requestId, nameof(Check));
        if (!dryRun && await EarlierAsync(asked) is { } earlier) return Requests.Repeat(earlier);
        await session!.AbsorbAsync(Now);
        return await CheckAsync(asked: asked, dryRun: dryRun);
    }

    public async Task<Answer<CheckAnswer>> Trigger(TriggerModel command)
    {
        if (await OpenAsync() is null) return Refusals.Unknown(ModelId);
        var asked = Requests.Asked(command.RequestId, command);
        if (!command.DryRun && await EarlierAsync(asked) is { } earlier) return Requests.Repeat(earlier);
        await session!.AbsorbAsync(Now);
        var manual = new ManualTrigger(command.By, command.Reason, command.Emergency, command.Force)
        {
            Severity = command.Severity,
        };
        return await CheckAsync(manual, asked, command.DryRun);
    }

    public Task<Answer<ModelView>> Promote(PromoteModel command) => CommandAsync(
        command.ExpectedRevision, Requests.Asked(command.RequestId, command),
        current => new PromotionAsked(current.LearnedState, command.Candidate, command.By, command.Reason));

    public Task<Answer<ModelView>> RollBack(RollBackModel command) => CommandAsync(
        command.ExpectedRevision, Requests.Asked(command.RequestId, command),
        _ => new RollbackAsked(command.Version, command.By, command.Reason));

    private async Task<Answer<ModelView>> CommandAsync(
        long expected, AskedRequest asked, Func<ModelSession, LifecycleInput> input)
    {
        if (await OpenAsync() is null) return Refusals.Unknown(ModelId);
        if (await EarlierAsync(asked) is { } earlier) return Repeat(earlier);
        if (expected != 0 && expected != session!.Revision) return Refusals.MovedOn(expected, session.Revision);
        await session!.AbsorbAsync(Now);
        var decision = ModelLifecycle.Decide(session.State, input(session), Now);
        if (decision.Refused is { } problem) return new Refusal(RefusalKind.Invalid, [problem]);
        await CommitAsync(decision, Requests.Of(asked));
        return View();
    }

    // The check of a model whose new outcomes are taken in already.
    private async Task<CheckAnswer> CheckAsync(
        ManualTrigger? manual = null, AskedRequest asked = default, bool dryRun = false, bool isOnDemand = true)
    {
        // 1. Fit the estimator of performance, when a fit is due.
        await session!.PrepareCheckAsync(Now);
        // 2. Decide: compare the windows with the reference, read the signals, judge the rules, plan a run.
        var input = new CheckDue(session.LearnedState, session.Buckets, manual) { IsOnDemand = isOnDemand };
        var decision = ModelLifecycle.Decide(session.State, input, Now);
        var answer = Requests.AnswerOf(decision);
        // 3. A dry run ends here: it says what would happen, and stores nothing.
        if (dryRun) return answer;
        // 4. Store the report, the new state and the effects together; then the effects are carried out.
        await CommitAsync(decision, Requests.Of(asked, answer));
        return answer;
    }

    private async Task CommitAsync(LifecycleDecision decision, RequestRow? request = null, RunOutcome? ended = null)
    {
        if (decision.Events.IsEmpty && !session!.HasGrown && ended is null) return;
        var change = session!.Propose(decision, Now, request, ended);
        session.Advance(change, await StoreAsync(change.Commit));
        if (change.Commit.Serving is not null) await serving.ChangedAsync();
        if (!decision.Effects.IsEmpty) await Outbox.DeliverAsync(ModelId, Now);
    }

    // After a race or a failure memory may be behind what is stored: the next activation reads it again.
    private async Task<long> StoreAsync(long expected, Func<Task<CommitResult>> store)
    {
        var stored = false;
        try
        {
            var result = await store();
            stored = result.Committed;
            if (stored) return result.Revision;
            LogLostRace(ModelId, expected, result.Revision);
            throw new StaleModelException(ModelId, expected, result.Revision);
        }
        finally
        {
            if (!stored) self.Retire();
        }
    }

    private async ValueTask<ModelSession?> OpenAsync()
    {
        await Opening.DoneAsync();
        return session;
    }

    private async Task ReadAsync()
    {
        session = await LoadAsync();
        if (session is not null) await Outbox.DeliverAsync(ModelId, Now);
        KeepRepairing();
    }

    private Task<ModelSession?> LoadAsync() => ModelSession.LoadAsync(database, scorers, workers, ModelId);

    private Answer<ModelView> View() =>
        ModelView.Of(session!.Revision, session.State, session.LearnedState) with { NextCheck = NextCheckAt };

    [LoggerMessage(LogLevel.Warning, "{Model}: a decision on revision {Expected} lost its race against {Found}")]
    private partial void LogLostRace(string model, long expected, long found);
}
