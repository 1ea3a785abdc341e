using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Gateway.Telemetry;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Availability;

/// <summary>
/// Keeps predictions that were answered before their commit, because the database is away or their model's policy wants
/// no waiting, and logs them as soon as the database is there: each model's rows in the order of their answers, the
/// models in turns. What is in here dies with the process; a graceful stop logs it.
/// </summary>
public sealed partial class PredictionBuffer(
    PredictionLog log, DatabaseCircuit circuit, TimeProvider clock, GatewayOptions options,
    ILogger<PredictionBuffer>? logger = null) : IHostedService, IDisposable
{
    // One statement's worth: the rows of a model that waited long are logged a piece at a time.
    private const int GroupRowsMax = 512;

    // A group that fails although the database is there may be at fault itself: it must not hold up the others.
    private const int TriesMax = 6;

    private readonly ILogger logger = logger ?? NullLogger<PredictionBuffer>.Instance;
    private readonly CancellationTokenSource stopping = new();
    private readonly WaitingRows waiting = new(options.PredictionRowsWaitingMax, options.PredictionBytesWaitingMax);
    private readonly Lock gate = new();
    private Task draining = Task.CompletedTask;
    private bool drains;
    private Meter? gauges;
    private long conflicts;
    private DateTimeOffset conflictsToldAt = DateTimeOffset.MinValue;

    /// <summary>The rows that wait to be logged.</summary>
    public int Rows => waiting.Rows;

    /// <summary>Answers whether rows of this model wait.</summary>
    public bool Holds(string modelId) => !WhenLogged(modelId).IsCompleted;

    /// <summary>Ends at once when no row of this model waits, else when all of them are logged.</summary>
    public Task WhenLogged(string modelId)
    {
        if (waiting.Rows == 0) return Task.CompletedTask;
        lock (gate) return waiting.WhenGone(modelId);
    }

    /// <summary>Takes answered rows over, or refuses all of them when there is no room.</summary>
    public Answer<Appended> Keep(string modelId, IReadOnlyList<PredictionRow> rows)
    {
        lock (gate)
        {
            if (!waiting.TryAdd(modelId, rows))
            {
                GatewayMeter.RowsRefused.Add(rows.Count);
                return Full(rows.Count);
            }
            if (drains) return Appended.Kept;
            drains = true;
            draining = Task.Run(DrainAsync, CancellationToken.None);
        }
        return Appended.Kept;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        gauges = GatewayMeter.Observe(() => Rows, () => circuit.AwayFor.TotalSeconds);
        return Task.CompletedTask;
    }

    /// <summary>Logs what waits if the database is there, and says how much is lost if it is not.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await draining.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Rows == 0) return;
        GatewayMeter.RowsLost.Add(Rows);
        LogLost(Rows);
    }

    public void Dispose()
    {
        gauges?.Dispose();
        stopping.Dispose();
    }

    private async Task DrainAsync()
    {
        var tries = 0;
        while (true)
        {
            await circuit.WhenBackAsync(stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (Next() is not { } group) return;
            var failure = await TryLogAsync(group);
            // At a stop every group has its one chance, and after the first that fails there is no time for more.
            if (failure is not null && stopping.IsCancellationRequested) return;
            if (failure is not null and not DatabaseAwayException) tries = await PauseAsync(group, failure, tries + 1);
            else tries = 0;
        }
    }

    // What cannot be logged stays in front, so that its model's later rows do not overtake it.
    private async Task<Exception?> TryLogAsync(KeptRows group)
    {
        try
        {
            var statuses = await log.AppendAsync(group.ModelId, group.Rows);
            lock (gate) waiting.Remove(group);
            Tell(group.ModelId, statuses.Count(status => status == RecordStatus.Conflict));
            return null;
        }
        catch (Exception error)
        {
            if (error is DatabaseAwayException away) circuit.Report(away);
            return error;
        }
    }

    private async Task<int> PauseAsync(KeptRows group, Exception failure, int tries)
    {
        if (tries < TriesMax)
        {
            await Task.Delay(DatabaseCircuit.PauseMin * Math.Pow(2, tries - 1), clock, stopping.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return tries;
        }
        lock (gate) waiting.Remove(group);
        GatewayMeter.RowsLost.Add(group.Rows.Count);
        LogDropped(failure, group.ModelId, group.Rows.Count, tries);
        return 0;
    }

    // The drain ends under the same lock that starts it, when nothing waits any more.
    private KeptRows? Next()
    {
        lock (gate)
        {
            var next = waiting.Peek(GroupRowsMax);
            drains = next is not null;
            return next;
        }
    }

    // The answers were given before: all that is left is to say so, and not a thousand times.
    private void Tell(string modelId, int found)
    {
        if (found == 0) return;
        GatewayMeter.LateConflicts.Add(found);
        conflicts += found;
        if (clock.GetUtcNow() - conflictsToldAt < TimeSpan.FromMinutes(1)) return;
        LogConflicts(conflicts, modelId);
        (conflicts, conflictsToldAt) = (0, clock.GetUtcNow());
    }

    private Refusal Full(int rows) => Refusal.Of(RefusalKind.Busy, "rows", rows,
        "must wait"
        + (circuit.IsAway ? ": the database is away, and at most " : ": at most ")
        + $"{options.PredictionRowsWaitingMax} rows or {options.PredictionBytesWaitingMax} bytes wait in this gateway "
        + "to be logged; try again");

    [LoggerMessage(LogLevel.Warning,
        "{Count} predictions that were answered before their commit had been answered otherwise before, the "
        + "last of them by model {ModelId}; the earlier answers count.")]
    private partial void LogConflicts(long count, string modelId);

    [LoggerMessage(LogLevel.Error,
        "Model {ModelId}: {Count} answered predictions could not be logged in {Tries} tries and are lost.")]
    private partial void LogDropped(Exception error, string modelId, int count, int tries);

    [LoggerMessage(LogLevel.Error,
        "This gateway stops while the database is away: {Count} answered predictions are not logged and are lost.")]
    private partial void LogLost(int count);
}
