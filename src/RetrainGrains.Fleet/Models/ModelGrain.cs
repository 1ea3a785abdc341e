using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Schedules;
using RetrainGrains.Domain.Triggers;
using RetrainGrains.Fleet.Training;

namespace RetrainGrains.Fleet.Models;

/// <summary>One model: loads, asks the lifecycle, commits, then acts. All rules live in the domain.</summary>
public sealed partial class ModelGrain(
    IActorContext self, IFleet fleet, IDatabase database, ScorerCache scorers, IWorkerPool workers, INotificationChannel notifier,
    IServingHint serving, TimeProvider clock, ILogger<ModelGrain> log) : IModelGrain
{
    private ModelSession? session;

    private string ModelId => self.Key;
    private DateTimeOffset Now => clock.GetUtcNow();
    private DateTimeOffset NextCheckAt => NextCheck.After(session!.State.Policy.Schedule, ModelId, Now);
    private IScheduleGrain Shard => fleet.Schedule(Shards.Of(ModelId));
    private Outbox Outbox => field ??= new Outbox(database, fleet, notifier, log);

    public async Task<Answer<ModelView>> Register(RegisterModel command)
    {
        await OpenAsync();
        if (session is not null && await EarlierAsync(command.RequestId) is null) return Refusals.Registered(ModelId);
        if (session is null)
        {
            var (registered, problems) = await Registration.ReadAsync(database.Models, ModelId, command, Now);
            if (registered is null) return new Refusal(RefusalKind.Invalid, problems);
            await StoreAsync(0, () => database.Models.CommitAsync(Registration.Commit(registered, command.RequestId)));
            session = await LoadAsync();
        }
        // An earlier try may have ended between commit and here; once it was checked, a model is known to its shard.
        if (session!.State.LastCheck is null) await Shard.Join(ModelId, NextCheckAt);
        return View();
    }

    public async Task<Answer<ModelView>> Describe() =>
        await OpenAsync() is null ? Refusals.Unknown(ModelId) : View();

    public async Task OutcomesArrived()
    {
        if (await OpenAsync() is null) return;
        await session!.AbsorbAsync(Now);
        await CommitAsync(ModelLifecycle.Decide(session.State, new OutcomesSeen(session.LearnedState), Now));
    }

    public async Task<DateTimeOffset?> CheckIfDue()
    {
        if (await OpenAsync() is null) return null;
        if (Outbox.IsBehind) await Outbox.DeliverAsync(ModelId, Now);
        await session!.AbsorbAsync(Now);
        if (session.IsCheckDue(Now)) await CheckAsync();
        else if (session.HasGrown) await OutcomesArrived();
        return NextCheckAt;
    }

    public async Task<Answer<CheckAnswer>> Check(bool dryRun, string requestId)
    {
        if (await OpenAsync() is null) return Refusals.Unknown(ModelId);
        if (!dryRun && await EarlierAsync(requestId) is { } earlier) return Requests.Repeat(earlier);
        await session!.AbsorbAsync(Now);
        return dryRun ? Requests.AnswerOf(await DecideOnCheckAsync()) : await CheckAsync(requestId: requestId);
    }

    public async Task<Answer<CheckAnswer>> Trigger(TriggerModel command)
    {
        if (await OpenAsync() is null) return Refusals.Unknown(ModelId);
        if (await EarlierAsync(command.RequestId) is { } earlier) return Requests.Repeat(earlier);
        await session!.AbsorbAsync(Now);
        return await CheckAsync(
            new ManualTrigger(command.By, command.Reason, command.Emergency, command.Force), command.RequestId);
    }

    public async Task RunFinished(string runId)
    {
        await OpenAsync();
        // Another activation may have started the run: only the truth can say that it is no longer awaited.
        if (session?.State.Run?.RunId != runId) session = await LoadAsync();
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
        current => new PromotionAsked(current.LearnedState, command.Candidate, command.By, command.Reason));

    public Task<Answer<ModelView>> RollBack(RollBackModel command) => CommandAsync(
        command.ExpectedRevision, command.RequestId,
        _ => new RollbackAsked(command.Version, command.By, command.Reason));

    public async Task<Answer<ModelView>> SetPolicy(SetModelPolicy command)
    {
        if (await OpenAsync() is null) return Refusals.Unknown(ModelId);
        var (policy, problems) = PolicyReader.Read(command.PolicyJson, session!.State.Policy);
        problems = [.. problems, .. LearnerMapping.ProblemsOf(policy.Challengers)];
        if (problems.Count == 0) problems = LearnerMapping.ProblemsWith(policy, session.State.Schema);
        if (problems.Count > 0) return new Refusal(RefusalKind.Invalid, [.. problems]);
        var asked = new PolicyAsked(policy, command.By);
        var answer = await CommandAsync(command.ExpectedRevision, command.RequestId, _ => asked);
        // Under the schedule before, the next waking may be weeks away.
        await Shard.Join(ModelId, NextCheckAt);
        return answer;
    }

    private async Task<Answer<ModelView>> CommandAsync(
        long expectedRevision, string requestId, Func<ModelSession, LifecycleInput> input)
    {
        if (await OpenAsync() is null) return Refusals.Unknown(ModelId);
        if (await EarlierAsync(requestId) is not null) return View();
        if (expectedRevision != 0 && expectedRevision != session!.Revision)
        {
            return Refusals.MovedOn(expectedRevision, session.Revision);
        }
        await session!.AbsorbAsync(Now);
        var decision = ModelLifecycle.Decide(session.State, input(session), Now);
        if (decision.Refused is { } problem) return new Refusal(RefusalKind.Invalid, [problem]);
        await CommitAsync(decision, Requests.Of(requestId));
        return View();
    }

    private async Task<LifecycleDecision> DecideOnCheckAsync(ManualTrigger? manual = null)
    {
        await session!.PrepareCheckAsync(Now);
        return ModelLifecycle.Decide(session.State, new CheckDue(session.LearnedState, session.Buckets, manual), Now);
    }

    private async Task<CheckAnswer> CheckAsync(ManualTrigger? manual = null, string requestId = "")
    {
        var decision = await DecideOnCheckAsync(manual);
        var answer = Requests.AnswerOf(decision);
        await CommitAsync(decision, Requests.Of(requestId, answer));
        return answer;
    }

    private Answer<ModelView> View() => ModelView.Of(session!.Revision, session.State, session.LearnedState);
}
