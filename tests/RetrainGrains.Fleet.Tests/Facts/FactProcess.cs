using Microsoft.Extensions.Logging.Abstractions;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Repairs;
using RetrainGrains.Fleet.Models;
using RetrainGrains.Fleet.Notifications;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Gateway.Outcomes;
using RetrainGrains.Gateway.Predictions;
using RetrainGrains.Gateway.Serving;

namespace RetrainGrains.Fleet.Tests.Facts;

/// <summary>
/// A process that serves one model: a gateway's services and the model's grain, over a database that it has opened.
/// Nothing of it outlives its death but what it has committed.
/// </summary>
internal sealed class FactProcess : IFleet, IActorContext, IScheduleGrain, IServingHint, IAsyncDisposable
{
    // A story has some ten rows.
    private const int PiecesMax = 100;

    private readonly IDatabase opened;
    private readonly MortalDatabase database;
    private readonly ServingTable table;
    private readonly PredictionService predictions;
    private readonly OutcomeService outcomes;
    private ModelGrain? grain;

    private FactProcess(IDatabase opened, string modelId, StoryClock clock)
    {
        (this.opened, Clock, Key) = (opened, clock, modelId);
        database = new MortalDatabase(opened);
        var (log, options) = (database.Observations, new GatewayOptions());
        Scorers = new ScorerCache(database.Artifacts);
        table = new ServingTable(database.Serving, Scorers);
        var circuit = new DatabaseCircuit(database.Serving, clock);
        var hints = new OutcomeHints(new GrainCalls(this, clock, options), HintMode.Awaited);
        var predictionLog = new PredictionLog(log, hints);
        var buffer = new PredictionBuffer(predictionLog, circuit, clock, options);
        var schemas = new ModelSchemas(table, database.Models, circuit);
        predictions = new PredictionService(
            table, new WorkerScores(NoWorkers.Instance, Scorers),
            new PredictionBatcher(predictionLog, buffer, circuit, clock, options, begin: static commit => commit()),
            schemas, clock, _ => "", FactDictionary.Ahead);
        outcomes = new OutcomeService(
            log, new DeferredWrites(circuit, buffer, clock, options), schemas, hints, clock, _ => "",
            FactDictionary.Ahead);
    }

    public string Key { get; }

    public StoryClock Clock { get; }

    public IDatabase Database => database;

    public ScorerCache Scorers { get; }

    public bool IsDead => database.IsDead;

    public bool HasWrittenFacts => database.HasWrittenFacts;

    ITrainingQueueGrain IFleet.TrainingQueue => throw new InvalidOperationException("Nothing is trained here.");

    IFleetGrain IFleet.Alerts => throw new InvalidOperationException("Nobody is alerted here.");

    private ModelGrain Grain => grain ??= new ModelGrain(
        this, this, database, Scorers, NoWorkers.Instance, new NotificationSender([], new() { Channels = [] }), this,
        Clock, NullLogger<ModelGrain>.Instance) { PieceRows = FactDictionary.PieceRows };

    public static async Task<FactProcess> StartAsync(IDatabase opened, string modelId, StoryClock clock)
    {
        var process = new FactProcess(opened, modelId, clock);
        await process.table.RefreshAsync();
        return process;
    }

    /// <summary>Starts the next process over the same connections.</summary>
    public Task<FactProcess> AgainAsync() => StartAsync(opened, Key, Clock);

    /// <summary>Carries out a step, and answers what its sender is told; null when the process died of it.</summary>
    public async Task<string?> RunAsync(FactCommand command, FactDeath? death)
    {
        database.Await(death);
        try
        {
            var answer = await AnswerAsync(command);
            // A hint that was lost is nobody's failure: the process is dead all the same.
            return IsDead ? null : answer;
        }
        catch (ProcessDiedException)
        {
            return null;
        }
    }

    /// <summary>Lets all that goes on in the background come to its end.</summary>
    public async Task SettleAsync()
    {
        database.Await(null);
        for (var piece = 0; await Grain.ContinueRepair(); piece++)
        {
            if (piece == PiecesMax)
                throw new InvalidOperationException($"A repair has not ended after {piece} pieces.");
        }
        await Grain.OutcomesArrived();
    }

    public async Task<string> LookAsync(string request) => Told(await Grain.DescribeRepair(request));

    public ValueTask DisposeAsync() => database.DisposeAsync();

    IModelGrain IFleet.Model(string id) => Grain;

    IScheduleGrain IFleet.Schedule(int shard) => this;

    ITrainingWorkerGrain IFleet.TrainingWorker(string runId, int ordinal) =>
        throw new InvalidOperationException("Nothing is trained here.");

    Task IFleet.StartTrainingAsync(TrainingOrder order, string silo) => Task.CompletedTask;

    // What the grain goes on with by itself is a step of the story.
    IActorTimer IActorContext.StartTimer(Func<CancellationToken, Task> tick, TimeSpan due, TimeSpan period) =>
        new StoppedTimer();

    void IActorContext.Retire() => grain = null;

    Task IScheduleGrain.Remind() => Task.CompletedTask;

    Task IScheduleGrain.Join(string modelId, DateTimeOffset dueAt) => Task.CompletedTask;

    Task IServingHint.ChangedAsync() => table.RefreshAsync();

    private async Task<string> AnswerAsync(FactCommand command)
    {
        switch (command.Step)
        {
            case FactStep.Predict:
                var (item, row) = (command.Items[0], FactRows.All[command.Items[0].Row]);
                var (at, entity) = FactValues.Particulars(item);
                var predicted = await predictions.PredictAsync(
                    Key, new PredictionInput(row.Id, at, FactValues.FeaturesOf(item.Value), entity));
                return predicted.Refusal?.Kind.ToString() ?? "answered";
            case FactStep.Outcomes:
                return Told(await outcomes.RecordAsync(Key, [.. command.Items.Select(OutcomeOf)]));
            case FactStep.History:
                return Told(await outcomes.ImportAsync(Key, [.. command.Items.Select(HistoryOf)]));
            case FactStep.Continue:
                await Grain.ContinueRepair();
                return "";
            case FactStep.Look:
                return await LookAsync(command.Request);
            default:
                return Told(await Grain.Repair(RepairOf(command)));
        }
    }

    private static string Told(Answer<Recorded> answer) =>
        answer.Refusal?.ToString() ?? string.Join(' ', answer.Value!.Statuses);

    private static string Told(Answer<RepairView> answer)
    {
        if (answer.Refusal is { } refusal) return refusal.Kind.ToString();
        var (view, tally) = (answer.Value!, answer.Value!.Tally);
        return FormattableString.Invariant(
            $"{(view.IsChanged ? "changed" : "changing")} {tally.Rows} rows {tally.Outcomes} outcomes ")
            + FormattableString.Invariant($"{tally.EntityOutcomes} by time {view.Statuses}");
    }

    private static OutcomeInput OutcomeOf(FactItem item)
    {
        var row = FactRows.All[item.Row];
        return new OutcomeInput(
            item.IsByTime ? "" : row.Id, FactValues.Sent(item.Value), FactValues.KnownAt(item),
            FactValues.LabelOf(item.Value))
        {
            Entity = item.IsByTime ? row.Entity : null, At = item.IsByTime ? row.At : null,
        };
    }

    private static HistoryInput HistoryOf(FactItem item)
    {
        var (at, entity) = FactValues.Particulars(item);
        return new HistoryInput(
            FactRows.All[item.Row].Id, at, FactValues.FeaturesOf(item.Value), FactValues.Sent(item.Known),
            FactValues.SaidOfHistory(item, at), FactValues.LabelOf(item.Known)) { Entity = entity };
    }

    private static RepairModel RepairOf(FactCommand command)
    {
        var kind = command.Step switch
        {
            FactStep.Correct => RepairKind.Correction,
            FactStep.Erase => RepairKind.Erasure,
            _ => RepairKind.Withdrawal,
        };
        return new RepairModel(kind, "ann", "they were wrong", command.Request)
        {
            Corrections = command.Step == FactStep.Correct ? [.. command.Items.Select(CorrectionOf)] : [],
            Rows = command.Step switch
            {
                FactStep.Correct => new RowSelection(),
                FactStep.WithdrawIds => new RowSelection { Ids = [.. command.Items.Select(IdOf)] },
                FactStep.WithdrawSpan => new RowSelection
                {
                    From = FactRows.Span.From, Before = FactRows.Span.Before,
                },
                _ => new RowSelection { Entity = command.Entity },
            },
        };
    }

    private static string IdOf(FactItem item) => FactRows.All[item.Row].Id;

    private static OutcomeRow CorrectionOf(FactItem item)
    {
        var (row, value) = (FactRows.All[item.Row], FactValues.OutcomeOf(item.Value)!.Value);
        return item.IsByTime
            ? OutcomeRow.Of(row.Entity, row.At, value, FactRows.Start)
            : new OutcomeRow(row.Id, value, FactRows.Start);
    }

    private sealed class StoppedTimer : IActorTimer
    {
        public void Change(TimeSpan due, TimeSpan period)
        {
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>The clock of a story, which goes on with its steps, whoever lives or dies.</summary>
internal sealed class StoryClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = FactRows.Start;

    public override DateTimeOffset GetUtcNow() => Now;
}
