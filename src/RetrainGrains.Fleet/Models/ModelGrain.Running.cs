using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Fleet.Contracts;

namespace RetrainGrains.Fleet.Models;

// The end of a run: when its challengers have ended, or before, because a person asked for it.
public sealed partial class ModelGrain
{
    public async Task RunFinished(string runId)
    {
        await OpenAsync();
        // Another activation may have started the run: only the database can say that nobody waits for it any more.
        if (session?.State.Run?.RunId != runId) session = await LoadAsync();
        if (session?.State.Run?.RunId != runId) return;
        await session.AbsorbAsync(Now);
        var returned = await RunReport.ReadAsync(database, runId, session);
        var decision = ModelLifecycle.Decide(session.State, returned, Now);
        await CommitAsync(decision, ended: RunReport.OutcomeOf(runId, returned, decision, Now));
    }

    public async Task<Answer<ModelView>> CancelRun(CancelRun command)
    {
        if (await OpenAsync() is null) return Refusals.Unknown(ModelId);
        var asked = Requests.Asked(command.RequestId, command);
        if (await EarlierAsync(asked) is { } earlier) return Repeat(earlier);
        var input = new CancelAsked(command.RunId, command.By, command.Reason);
        var decision = ModelLifecycle.Decide(session!.State, input, Now);
        if (decision.Refused is { } problem) return new Refusal(RefusalKind.NotReady, [problem]);
        var ended = RunReport.OutcomeOf(command.RunId, input, decision, Now);
        await CommitAsync(decision, Requests.Of(asked), ended);
        return View();
    }
}
