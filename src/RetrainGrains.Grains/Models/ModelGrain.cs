namespace RetrainGrains.Grains.Models;

/// <summary>One model: loads, asks the lifecycle, commits, then acts. All rules live in the domain.</summary>
public sealed class ModelGrain(
    IDatabase database, ScorerCache scorers, INotifier notifier, IServingHint serving, TimeProvider clock,
    ILogger<ModelGrain> log) : Grain, IModelGrain
{
    private ModelSession? session;

    private string ModelId => this.GetPrimaryKeyString();
    private DateTimeOffset Now => clock.GetUtcNow();
    private DateTimeOffset NextWaking => NextCheck.After(session!.State.Policy.Schedule, ModelId, Now);
    private Outbox Outbox => field ??= new Outbox(database, GrainFactory, notifier, log);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        session = await ModelSession.LoadAsync(database, scorers, ModelId);
        if (session is not null) await Outbox.DeliverAsync(ModelId, Now);
    }

    public async Task<Answer<ModelView>> Register(RegisterModel command)
    {
        if (session is not null) return await IsRepeatAsync(command.RequestId) ? View() : Refusals.Registered(ModelId);
        var (registered, problems) = Registration.Read(ModelId, command, Now);
        if (registered is null) return new Refusal(RefusalKind.Invalid, problems);
        var committed = await database.Models.CommitAsync(Registration.Commit(registered, command.RequestId));
        if (!committed.Committed) throw Stale(0, committed.Revision);
        session = await ModelSession.LoadAsync(database, scorers, ModelId);
        await GrainFactory.GetShard(ModelId).Join(ModelId, NextWaking);
        return View();
    }

    public Task<Answer<ModelView>> Describe() => Task.FromResult(session is null ? Refusals.Unknown(ModelId) : View());

    public async Task OutcomesArrived()
    {
        if (session is null) return;
        await session.AbsorbAsync(Now);
        await CommitAsync(ModelLifecycle.Decide(session.State, new OutcomesSeen(session.Evidence), Now));
    }

    public async Task<DateTimeOffset?> Wake()
    {
        if (session is null) return null;
        if (Outbox.IsBehind) await Outbox.DeliverAsync(ModelId, Now);
        await session.AbsorbAsync(Now);
        if (NextCheck.IsDue(session.State, session.Evidence, Now)) await CheckAsync(null, null);
        else if (session.HasGrown) await OutcomesArrived();
        return NextWaking;
    }

    public async Task<Answer<CheckAnswer>> Check(bool dryRun)
    {
        if (session is null) return Refusals.Unknown(ModelId);
        await session.AbsorbAsync(Now);
        var check = new CheckDue(session.Evidence, session.Buckets);
        return Report(dryRun ? ModelLifecycle.Decide(session.State, check, Now) : await CheckAsync(null, null));
    }

    public async Task<Answer<CheckAnswer>> Trigger(TriggerModel command)
    {
        if (session is null) return Refusals.Unknown(ModelId);
        if (await IsRepeatAsync(command.RequestId)) return Refusals.Repeated(command.RequestId);
        await session.AbsorbAsync(Now);
        var manual = new ManualTrigger(command.By, command.Reason, command.Emergency, command.Force);
        return Report(await CheckAsync(manual, command.RequestId));
    }

    public async Task RunFinished(string runId)
    {
        if (session?.State.Run?.RunId != runId) return;
        await session.AbsorbAsync(Now);
        var returned = await RunReport.ReadAsync(database, runId, session);
        var decision = ModelLifecycle.Decide(session.State, returned, Now);
        var status = returned is RunReturned ? RunStatus.Finished : RunStatus.Failed;
        var ended = DomainJson.Write(decision.Events.OfType<RunEnded>().First());
        await CommitAsync(decision, null, new RunOutcome(runId, status, Now, ended));
    }

    public Task<Answer<ModelView>> Promote(PromoteModel command) => CommandAsync(
        command.ExpectedRevision, command.RequestId,
        current => new PromotionAsked(current.Evidence, command.Candidate, command.By, command.Reason));

    public Task<Answer<ModelView>> RollBack(RollBackModel command) => CommandAsync(
        command.ExpectedRevision, command.RequestId,
        _ => new RollbackAsked(command.Version, command.By, command.Reason));

    public async Task<Answer<ModelView>> SetPolicy(SetModelPolicy command)
    {
        if (session is null) return Refusals.Unknown(ModelId);
        var (policy, problems) = PolicyReader.Read(command.PolicyJson, session.State.Policy);
        if (problems.Count > 0) return new Refusal(RefusalKind.Invalid, [.. problems]);
        var asked = new PolicyAsked(policy, command.By);
        var answer = await CommandAsync(command.ExpectedRevision, command.RequestId, _ => asked);
        // Under the schedule before, the next waking may be weeks away.
        await GrainFactory.GetShard(ModelId).Join(ModelId, NextWaking);
        return answer;
    }

    private async Task<Answer<ModelView>> CommandAsync(
        long expectedRevision, string requestId, Func<ModelSession, LifecycleInput> input)
    {
        if (session is null) return Refusals.Unknown(ModelId);
        if (await IsRepeatAsync(requestId)) return View();
        if (expectedRevision != 0 && expectedRevision != session.Revision)
        {
            return Refusals.MovedOn(expectedRevision, session.Revision);
        }
        await session.AbsorbAsync(Now);
        var decision = ModelLifecycle.Decide(session.State, input(session), Now);
        if (decision.Refused is { } problem) return new Refusal(RefusalKind.Invalid, [problem]);
        await CommitAsync(decision, requestId);
        return View();
    }

    private async Task<LifecycleDecision> CheckAsync(ManualTrigger? manual, string? requestId)
    {
        var check = new CheckDue(session!.Evidence, session.Buckets, manual);
        var decision = ModelLifecycle.Decide(session.State, check, Now);
        await CommitAsync(decision, requestId);
        return decision;
    }

    private async Task CommitAsync(LifecycleDecision decision, string? requestId = null, RunOutcome? ended = null)
    {
        if (decision.Events.IsEmpty && !session!.HasGrown && ended is null) return;
        var result = await session!.CommitAsync(decision, Now, requestId, ended);
        if (!result.Committed) throw Stale(session.Revision, result.Revision);
        if (session.ServingMoved) await serving.ChangedAsync();
        if (!decision.Effects.IsEmpty) await Outbox.DeliverAsync(ModelId, Now);
    }

    private StaleModelException Stale(long expected, long found)
    {
        log.LostRace(ModelId, expected, found);
        DeactivateOnIdle();
        return new StaleModelException(ModelId, expected, found);
    }

    private async Task<bool> IsRepeatAsync(string requestId) =>
        requestId.Length > 0 && await database.Models.FindRequestAsync(ModelId, requestId) is not null;

    private Answer<ModelView> View() => ModelView.Of(session!.Revision, session.State, session.Evidence);

    private Answer<CheckAnswer> Report(LifecycleDecision decision) => new CheckAnswer(
        decision.Events.OfType<ModelChecked>().Single(),
        decision.Effects.OfType<StartRun>().SingleOrDefault()?.Plan.RunId);
}
