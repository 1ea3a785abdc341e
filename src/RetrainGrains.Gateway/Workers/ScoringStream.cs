using Microsoft.Extensions.Logging;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Gateway.Workers;

/// <summary>A worker that scores: what it offers, which models it holds, and which rows wait for it.</summary>
internal sealed partial class ScoringStream(
    V1.Offer offer, TaskWriter<V1.ScoringTask> writer, WorkerOptions options, TimeProvider clock, ILogger log)
{
    private readonly Lock gate = new();
    private readonly HeldArtifacts artifacts = new(options.ArtifactsMax, options.LoadRetryAfter);
    private readonly ArtifactSending sending = new(writer, options.ChunkBytesMax);
    private readonly Dictionary<ulong, ScoreRequest> requests = [];
    private readonly CancellationTokenSource closing = new();
    private ulong lastRequest;
    private int misses;
    private DateTimeOffset restsUntil;

    public string Worker => offer.Worker;

    public int Waiting
    {
        get
        {
            lock (gate) return requests.Count;
        }
    }

    /// <summary>
    /// Returns true while the worker is not asked, because too many requests in a row have waited for it without an
    /// answer.
    /// </summary>
    public bool Rests
    {
        get
        {
            lock (gate) return clock.GetUtcNow() < restsUntil;
        }
    }

    public bool Offers(string learner, PredictionTask task) => offer.Offers(learner, task);

    public bool Holds(string artifactId)
    {
        lock (gate) return artifacts.Find(artifactId) is { IsReady: true };
    }

    /// <summary>The worker's answers; null when it cannot give them now. Cancelling ends the wait.</summary>
    public async Task<double[]?> ScoreAsync(WorkerModel model, WorkerRows rows, CancellationToken cancellation)
    {
        if (!await BringAsync(model).WaitAsync(cancellation)) return null;
        var answers = new double[rows.Count];
        var rowsMax = RowPacking.RowsIn(options.ChunkBytesMax, model.Schema.Features.Length);
        for (var first = 0; first < rows.Count; first += rowsMax)
        {
            var count = Math.Min(rowsMax, rows.Count - first);
            var task = RowPacking.ToWire(rows, first, count, model.ArtifactId);
            if (await AskAsync(task, cancellation) is not { } some) return null;
            some.CopyTo(answers, first);
        }
        lock (gate) misses = 0;
        return answers;
    }

    /// <summary>Counts a request whose caller's patience was over before the worker answered.</summary>
    public void Miss()
    {
        // After a rest a single one is enough, until it has answered again.
        lock (gate) if (++misses >= options.MissesMax) restsUntil = clock.GetUtcNow() + options.RestAfterMisses;
    }

    /// <summary>Takes in a report; what breaks a rule is thrown, and ends the stream.</summary>
    public void Take(V1.ScoringReport report)
    {
        switch (report.ReportCase)
        {
            case V1.ScoringReport.ReportOneofCase.Heartbeat:
                break;
            case V1.ScoringReport.ReportOneofCase.Loaded:
                TakeLoaded(report.Loaded.ArtifactId);
                break;
            case V1.ScoringReport.ReportOneofCase.LoadFailed:
                TakeLoadFailed(report.LoadFailed);
                break;
            case V1.ScoringReport.ReportOneofCase.Scores:
                Find("scores.request_id", report.Scores.RequestId)?.Take(report.Scores);
                break;
            case V1.ScoringReport.ReportOneofCase.Failed:
                WorkerRules.Reason("failed.reason", report.Failed.Reason);
                LogScoringFailed(Worker, report.Failed.Reason);
                Find("failed.request_id", report.Failed.RequestId)?.Fail();
                break;
            default:
                throw WorkerRules.Refuse("report", report.ReportCase,
                    "must be a heartbeat, loaded, load_failed, scores or failed: the offer comes once");
        }
    }

    /// <summary>Ends the stream: callers that wait go on without an answer.</summary>
    public void End()
    {
        lock (gate)
        {
            closing.Cancel();
            foreach (var request in requests.Values) request.Fail();
        }
    }

    // Brought once, however many ask; it goes on when they have lost their patience.
    private Task<bool> BringAsync(WorkerModel model)
    {
        lock (gate)
        {
            if (closing.IsCancellationRequested) return Task.FromResult(false);
            var (place, isNew, released) = artifacts.Take(model.ArtifactId, clock.GetUtcNow());
            if (place is null) return Task.FromResult(false);
            // Off the caller's turn, which may be a model's, and off the gate.
            if (isNew) _ = Task.Run(() => SendAsync(place, model, released));
            return place.Loaded;
        }
    }

    private async Task SendAsync(HeldArtifact place, WorkerModel model, string? released)
    {
        using var ended = closing.Token.Register(() => place.Fail(clock.GetUtcNow()));
        try
        {
            await sending.SendAsync(model, released, () => place.IsSent = true, closing.Token);
        }
        catch (Exception error)
        {
            if (!closing.IsCancellationRequested) LogNotBrought(error, model.ArtifactId, Worker);
            place.Fail(clock.GetUtcNow());
        }
        await place.Loaded;
    }

    private async Task<double[]?> AskAsync(V1.Rows rows, CancellationToken cancellation)
    {
        var request = new ScoreRequest(rows.AtUnixMs.Count);
        lock (gate)
        {
            if (closing.IsCancellationRequested || requests.Count >= options.RequestsMax) return null;
            rows.RequestId = ++lastRequest;
            requests[rows.RequestId] = request;
        }
        try
        {
            await writer.WriteAsync(new V1.ScoringTask { Rows = rows }, cancellation);
            return await request.Scored.WaitAsync(cancellation);
        }
        catch (WorkerException)
        {
            return null;
        }
        finally
        {
            lock (gate) requests.Remove(rows.RequestId);
        }
    }

    private void TakeLoaded(string artifactId)
    {
        WorkerRules.ArtifactId("loaded.artifact_id", artifactId);
        lock (gate)
        {
            // Released meanwhile: nobody asks for it.
            if (artifacts.Find(artifactId) is not { } place) return;
            if (!place.IsSent)
                throw WorkerRules.Refuse("loaded.artifact_id", artifactId, "must have come with its last chunk");
            place.Ready();
        }
    }

    private void TakeLoadFailed(V1.LoadFailed failed)
    {
        WorkerRules.ArtifactId("load_failed.artifact_id", failed.ArtifactId);
        WorkerRules.Reason("load_failed.reason", failed.Reason);
        LogNotLoaded(Worker, failed.ArtifactId, failed.Reason);
        lock (gate) artifacts.Find(failed.ArtifactId)?.Fail(clock.GetUtcNow());
    }

    private ScoreRequest? Find(string field, ulong requestId)
    {
        lock (gate)
        {
            WorkerRules.Given(field, requestId, lastRequest);
            return requests.GetValueOrDefault(requestId);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Worker {Worker} could not load {ArtifactId}: {Reason}")]
    private partial void LogNotLoaded(string worker, string artifactId, string reason);

    [LoggerMessage(LogLevel.Warning, "Worker {Worker} could not score: {Reason}")]
    private partial void LogScoringFailed(string worker, string reason);

    [LoggerMessage(LogLevel.Warning, "{ArtifactId} could not be brought to worker {Worker}; it is tried again.")]
    private partial void LogNotBrought(Exception error, string artifactId, string worker);
}
