namespace RetrainGrains.Gateway.Tests;

/// <summary>A model that answers what a test tells it to, and remembers what it was asked.</summary>
internal sealed class FakeModelGrain : IModelGrain
{
    private static readonly Refusal Unknown =
        Refusal.Of(RefusalKind.NotFound, "model_id", "?", "must name a registered model");

    public Func<object?, Task<Answer<ModelView>>> OnCommand { get; set; } =
        _ => Task.FromResult<Answer<ModelView>>(Unknown);

    public Func<object, Task<Answer<CheckAnswer>>> OnCheck { get; set; } =
        _ => Task.FromResult<Answer<CheckAnswer>>(Unknown);

    public Func<Task> OnOutcomes { get; set; } = () => Task.CompletedTask;

    public List<object> Commands { get; } = [];

    public int Hints { get; private set; }

    public Task<Answer<ModelView>> Register(RegisterModel command) => Take(command);

    public Task<Answer<ModelView>> Describe() => OnCommand(null);

    public Task<Answer<CheckAnswer>> Check(bool dryRun, string requestId = "")
    {
        Commands.Add((dryRun, requestId));
        return OnCheck(dryRun);
    }

    public Task<Answer<CheckAnswer>> Trigger(TriggerModel command)
    {
        Commands.Add(command);
        return OnCheck(command);
    }

    public Task OutcomesArrived()
    {
        Hints++;
        return OnOutcomes();
    }

    public Task<DateTimeOffset?> CheckIfDue() => Task.FromResult<DateTimeOffset?>(null);

    public Task RunFinished(string runId) => Task.CompletedTask;

    public Task<Answer<ModelView>> CancelRun(CancelRun command) => Take(command);

    public Task<Answer<ModelView>> Promote(PromoteModel command) => Take(command);

    public Task<Answer<ModelView>> RetireCandidate(RetireCandidate command) => Take(command);

    public Task<Answer<ModelView>> Import(ImportModel command) => Take(command);

    public Task<Answer<ModelView>> RollBack(RollBackModel command) => Take(command);

    public Task<Answer<ModelView>> SetPolicy(SetModelPolicy command) => Take(command);

    public Func<object, Task<Answer<RepairView>>> OnRepair { get; set; } =
        _ => Task.FromResult<Answer<RepairView>>(Unknown);

    public Task<Answer<RepairView>> Repair(RepairModel command)
    {
        Commands.Add(command);
        return OnRepair(command);
    }

    public Task<Answer<RepairView>> DescribeRepair(string requestId) => OnRepair(requestId);

    public Task<bool> ContinueRepair() => Task.FromResult(false);

    public Task<Answer<ModelView>> ChangeSchema(ChangeModelSchema command) => Take(command);

    public Task<Answer<ModelView>> Erase(long expectedRevision) => Take($"erase {expectedRevision}");

    private Task<Answer<ModelView>> Take(object command)
    {
        Commands.Add(command);
        return OnCommand(command);
    }
}
