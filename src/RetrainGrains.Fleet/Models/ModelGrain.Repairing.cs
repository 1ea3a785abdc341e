using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Repairs;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Models;

public sealed partial class ModelGrain
{
    // What is left is dropped at the next check.
    private const int WaitingDropped = 10_000;

    // Others' calls to this model are answered in between.
    private static readonly TimeSpan RepairPause = TimeSpan.FromMilliseconds(10);

    // What was in the way of overwriting the file may be gone.
    private static readonly TimeSpan OverwritePause = TimeSpan.FromMinutes(1);

    private IActorTimer? repairing;
    private bool isBlocked;

    // A transaction of some tens of milliseconds: predictions are logged between two of them.
    /// <summary>The number of rows that a piece of a repair changes, or computes again.</summary>
    internal int PieceRows { get; init; } = 2_000;

    public async Task<Answer<RepairView>> Repair(RepairModel command)
    {
        if (await OpenAsync() is null) return Refusals.Unknown(ModelId);
        // A time that was left out is the moment of the call, and another one when it is repeated.
        var asked = Requests.Asked(command.RequestId, command with
        {
            Corrections = [.. command.Corrections.Select(row => row.KnownNow ? row with { KnownAt = default } : row)],
        });
        if (await FindRepairAsync(asked) is { } known) return known;
        if (command.Kind != RepairKind.Correction && session!.LearnedState.Repair is { } other)
            return Refusals.Repairing(other.Order.RequestId);
        await session!.AbsorbAsync(Now);
        var order = new RepairOrder(
            command.RequestId, command.Kind, command.By, command.Reason, command.Rows, Now)
        {
            Fingerprint = asked.Fingerprint,
        };
        var view = await ChangeAsync(new RepairInFlight(order, new RepairTally()), command.Corrections);
        KeepRepairing();
        return view;
    }

    public async Task<Answer<RepairView>> DescribeRepair(string requestId)
    {
        if (await OpenAsync() is null) return Refusals.Unknown(ModelId);
        return await FindRepairAsync(new AskedRequest(requestId, "")) ?? Refusals.NoRepair(requestId);
    }

    public async Task<bool> ContinueRepair()
    {
        if (await OpenAsync() is null) return false;
        if (session!.LearnedState.Repair is { } underway) await ChangeAsync(underway, []);
        else if (session.LearnedState.Overwrite is { } held && !isBlocked) await OverwriteAsync(held);
        else if (session.LearnedState.Recompute is not null)
        {
            var versions = await VersionHistory.ReadAsync(database.Runs, session.State);
            await session.RecomputeAsync(versions, PieceRows, Now);
            await CommitAsync(LifecycleDecision.Nothing);
        }
        var left = session.LearnedState;
        return left.Repair is not null || left.Recompute is not null || (left.Overwrite is not null && !isBlocked);
    }

    // The rows are gone, and their bytes before anything else is computed; what is in the way of that holds nothing up.
    private async Task OverwriteAsync(OverwriteMark before)
    {
        var mark = await session!.OverwriteAsync();
        isBlocked = mark?.Problem is not null;
        if (isBlocked && mark!.Problem != before.Problem) BytesLeft(log, ModelId, mark.Problem!);
        await CommitAsync(LifecycleDecision.Nothing);
    }

    private async Task<Answer<RepairView>?> FindRepairAsync(AskedRequest asked)
    {
        var describes = asked.Fingerprint.Length == 0;
        if (session!.LearnedState.Repair is { } underway && underway.Order.RequestId == asked.RequestId)
        {
            if (!describes && underway.Order.Fingerprint != asked.Fingerprint)
                return Refusals.Repeated(asked.RequestId);
            var versions = await VersionHistory.ReadAsync(database.Runs, session.State);
            return session.ViewOf(underway, versions, changed: false);
        }
        if (await EarlierAsync(asked) is not { } earlier) return null;
        if (!earlier.IsRepair || (!describes && !earlier.IsSame)) return Refusals.Repeated(asked.RequestId);
        var view = DomainJson.Read<RepairView>(earlier.Answer);
        return view with
        {
            Recompute = session.LearnedState.Recompute, Outcomes = session.LearnedState.Outcomes,
            Overwrite = view.Kind == RepairKind.Erasure ? session.LearnedState.Overwrite : null,
        };
    }

    private Task<long> StoreAsync(ModelCommit commit) =>
        StoreAsync(commit.ExpectedRevision, () => database.Models.CommitAsync(commit));

    private Task DropWaitingAsync() => database.Observations.DropWaitingAsync(
        ModelId, Now - session!.State.Policy.Outcomes.WaitingFor, WaitingDropped);

    // One step: the facts and the commit that tells of them are one transaction.
    private async Task<RepairView> ChangeAsync(RepairInFlight repair, ImmutableArray<OutcomeRow> corrections)
    {
        var versions = await VersionHistory.ReadAsync(database.Runs, session!.State);
        var (change, view) = ((ModelChange?)null, (RepairView?)null);
        var revision = await StoreAsync(session.Revision, () => database.Models.RepairAsync(
            ModelId, StepOf(repair, corrections), facts =>
            {
                (change, view) = session.ProposeRepair(repair.Order, repair.Tally, facts, versions, Now);
                return change.Commit;
            }));
        session.Advance(change!, revision);
        if (change!.Commit.Outbox.Count > 0) await Outbox.DeliverAsync(ModelId, Now);
        return view!;
    }

    private FactRepair StepOf(RepairInFlight repair, ImmutableArray<OutcomeRow> corrections) =>
        repair.Order.Kind switch
        {
            RepairKind.Correction => new OutcomeCorrection(corrections),
            RepairKind.Erasure => new EntityErasure(repair.Order.Rows.Entity!, repair.Order.At, PieceRows),
            _ => new FactWithdrawal(repair.Order.Rows, repair.Mark, PieceRows),
        };

    // After a kill it goes on where the next call finds the model: the schedule calls at once.
    private void KeepRepairing()
    {
        if (session is { IsRepairing: true }) repairing ??= self.StartTimer(TickAsync, TimeSpan.Zero, RepairPause);
    }

    // A call to itself, so that a step has a turn of its own; a tick would mingle with the turns of others.
    private async Task TickAsync(CancellationToken cancellation)
    {
        if (await fleet.Model(ModelId).ContinueRepair() || (session is { IsRepairing: true } && !isBlocked)) return;
        repairing?.Dispose();
        repairing = isBlocked ? self.StartTimer(TickAsync, OverwritePause, RepairPause) : null;
        isBlocked = false;
    }

    [LoggerMessage(LogLevel.Warning, "{ModelId}: bytes of erased rows are left in the database's files: {Problem}. "
        + "It is tried again every minute.")]
    private static partial void BytesLeft(ILogger log, string modelId, string problem);
}
