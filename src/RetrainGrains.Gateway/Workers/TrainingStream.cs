using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Gateway.Workers;

/// <summary>A worker that trains: what it offers, and what it works on.</summary>
internal sealed class TrainingStream(V1.Offer offer, TaskWriter<V1.TrainingTask> writer, WorkerOptions options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<ulong, WorkerTask> tasks = [];
    private ulong lastTask;
    private bool ended;

    public string Worker => offer.Worker;

    /// <summary>The busy share of its slots: the least loaded is asked first.</summary>
    public double Load
    {
        get
        {
            lock (gate) return (double)tasks.Count / offer.Slots;
        }
    }

    public bool Offers(string learner) => offer.Learners.Any(one => one.Name == learner);

    public bool Offers(string learner, PredictionTask task) => offer.Offers(learner, task);

    /// <summary>Takes a slot; null when none is free.</summary>
    public WorkerTask? Begin(Action<WorkerProgress> progress)
    {
        lock (gate)
        {
            if (ended || tasks.Count >= offer.Slots) return null;
            var task = new WorkerTask(++lastTask, progress, options);
            return tasks[task.Id] = task;
        }
    }

    public async Task<ReadOnlyMemory<byte>> TrainAsync(
        WorkerTask task, WorkerOrder order, CancellationToken cancellation)
    {
        try
        {
            await SendAsync(task, order, cancellation);
            return await task.Trained.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            // Not awaited: who no longer waits for the worker does not wait for its line either.
            _ = CancelAsync(task.Id);
            throw;
        }
        finally
        {
            lock (gate) tasks.Remove(task.Id);
        }
    }

    /// <summary>Takes in a report; what breaks a rule is thrown, and ends the stream.</summary>
    public void Take(V1.TrainingReport report)
    {
        switch (report.ReportCase)
        {
            case V1.TrainingReport.ReportOneofCase.Heartbeat:
                break;
            case V1.TrainingReport.ReportOneofCase.Progress:
                WorkerRules.Progress(report.Progress);
                Find("progress.task_id", report.Progress.TaskId)?.Tell(report.Progress);
                break;
            case V1.TrainingReport.ReportOneofCase.Model:
                WorkerRules.Chunk(report.Model, options.ChunkBytesMax);
                Find("model.task_id", report.Model.TaskId)?.Add(report.Model);
                break;
            case V1.TrainingReport.ReportOneofCase.Failed:
                WorkerRules.Reason("failed.reason", report.Failed.Reason);
                Find("failed.task_id", report.Failed.TaskId)?.Fail($"worker {Worker}: {report.Failed.Reason}");
                break;
            default:
                throw WorkerRules.Refuse("report", report.ReportCase,
                    "must be a heartbeat, progress, model or failed: the offer comes once");
        }
    }

    /// <summary>Ends the stream: callers that wait get the reason.</summary>
    public void End(string reason)
    {
        lock (gate)
        {
            ended = true;
            foreach (var task in tasks.Values) task.Fail($"worker {Worker}: {reason}");
        }
    }

    private async Task SendAsync(WorkerTask task, WorkerOrder order, CancellationToken cancellation)
    {
        await writer.WriteAsync(new V1.TrainingTask { Order = ToWire(task.Id, order) }, cancellation);
        var rowsMax = RowPacking.LessonRowsIn(options.ChunkBytesMax, order.Schema.Features.Length);
        // A worker that has given up already needs no more rows.
        for (var first = 0; first < order.Rows && !task.Trained.IsCompleted; first += rowsMax)
        {
            var count = Math.Min(rowsMax, order.Rows - first);
            var chunk = RowPacking.ToWire(order.Read(first, count), task.Id, first + count == order.Rows);
            await writer.WriteAsync(new V1.TrainingTask { Rows = chunk }, cancellation);
        }
    }

    private async Task CancelAsync(ulong taskId)
    {
        var cancelled = new V1.TrainingCancelled { TaskId = taskId, Reason = "its time is over, or nobody waits" };
        try
        {
            await writer.WriteAsync(new V1.TrainingTask { Cancelled = cancelled }, CancellationToken.None);
        }
        catch (WorkerException)
        {
            // It has left: it needs not be told.
        }
    }

    private WorkerTask? Find(string field, ulong taskId)
    {
        lock (gate)
        {
            WorkerRules.Given(field, taskId, lastTask);
            return tasks.GetValueOrDefault(taskId);
        }
    }

    private static V1.TrainingOrder ToWire(ulong taskId, WorkerOrder order) => new()
    {
        TaskId = taskId,
        Learner = order.Learner,
        Schema = order.Schema.ToWire(),
        Rows = order.Rows,
        Seed = order.Seed,
        TimeLimit = Duration.FromTimeSpan(order.TimeLimit),
    };
}
