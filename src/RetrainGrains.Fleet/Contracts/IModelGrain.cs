using Orleans.Concurrency;

namespace RetrainGrains.Fleet.Contracts;

/// <summary>
/// A deployed model; the key is the model id. It is the single writer of its model, and every command is carried out
/// once however often its request id comes: a repeated one is answered with the model as it is now, a repeated check or
/// trigger as it was answered then.
/// </summary>
public interface IModelGrain : IGrainWithStringKey
{
    Task<Answer<ModelView>> Register(RegisterModel command);

    [ReadOnly]
    Task<Answer<ModelView>> Describe();

    /// <summary>Takes in outcomes that have been stored, and lets the blend follow them.</summary>
    Task OutcomesArrived();

    /// <summary>The schedule's call: checks if there is something to see, and says when to come again.</summary>
    Task<DateTimeOffset?> CheckIfDue();

    /// <summary>Takes in new outcomes and decides. A dry run says what it would do and stores nothing.</summary>
    Task<Answer<CheckAnswer>> Check(bool dryRun, string requestId = "");

    Task<Answer<CheckAnswer>> Trigger(TriggerModel command);

    /// <summary>Judges the challengers of a run, all of which have ended.</summary>
    Task RunFinished(string runId);

    /// <summary>Ends the run in flight without a result; its trainings end soon after.</summary>
    Task<Answer<ModelView>> CancelRun(CancelRun command);

    Task<Answer<ModelView>> Promote(PromoteModel command);

    /// <summary>Keeps a candidate out of the competition, or lets it in again.</summary>
    Task<Answer<ModelView>> RetireCandidate(RetireCandidate command);

    /// <summary>Puts a model that was trained elsewhere into service.</summary>
    Task<Answer<ModelView>> Import(ImportModel command);

    Task<Answer<ModelView>> RollBack(RollBackModel command);

    Task<Answer<ModelView>> SetPolicy(SetModelPolicy command);

    /// <summary>Lets the schema grow while the model serves.</summary>
    Task<Answer<ModelView>> ChangeSchema(ChangeModelSchema command);

    /// <summary>
    /// Erases the model with its ledger, and answers with what it was; refused while a run is in flight, and where the
    /// model has moved on (0 skips the comparison). Its observations are kept.
    /// </summary>
    Task<Answer<ModelView>> Erase(long expectedRevision);

    /// <summary>
    /// Corrects, withdraws or erases facts, in a transaction with the line of the ledger. Of many rows the first are
    /// changed before the answer, and the others in the background; so is what was learned from them computed again.
    /// </summary>
    Task<Answer<RepairView>> Repair(RepairModel command);

    /// <summary>Describes a repair by the id of its request, and the progress of what follows from it.</summary>
    Task<Answer<RepairView>> DescribeRepair(string requestId);

    /// <summary>Carries out the next piece of a repair; false when nothing is left to do.</summary>
    Task<bool> ContinueRepair();
}
