using Microsoft.Extensions.Hosting;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Gateway.Telemetry;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Availability;

/// <summary>
/// Writes that are acknowledged after their commit and not before: while the database is away their callers wait, and
/// the write is tried again when it is back. So a write must be one that may be repeated.
/// </summary>
public sealed class DeferredWrites(
    DatabaseCircuit circuit, PredictionBuffer buffer, TimeProvider clock, GatewayOptions options,
    IHostApplicationLifetime? host = null)
{
    private readonly CancellationToken stopping = host?.ApplicationStopping ?? CancellationToken.None;
    private long waiting;

    /// <summary>
    /// Writes, and answers with the result; a refusal when too many rows wait already, or when patience or the caller's
    /// time ends before the database is back. <paramref name="field"/> is the request's name for its rows.
    /// </summary>
    public async Task<Answer<T>> WriteAsync<T>(
        string modelId, string field, int rows, Func<CancellationToken, Task<Answer<T>>> write,
        CancellationToken cancellation) where T : class
    {
        if (IsReady(modelId) && await TryAsync(write, cancellation) is { } written) return written;
        if (Interlocked.Add(ref waiting, rows) > options.OutcomeRowsWaitingMax)
        {
            Interlocked.Add(ref waiting, -rows);
            GatewayMeter.RowsRefused.Add(rows);
            return Full(field, rows);
        }
        GatewayMeter.OutcomesWaiting.Add(rows);
        try
        {
            return await WaitAsync(modelId, write, cancellation) ?? NotStored(field, rows);
        }
        finally
        {
            GatewayMeter.OutcomesWaiting.Add(-rows);
            Interlocked.Add(ref waiting, -rows);
        }
    }

    // Outcomes that overtook their predictions would be unknown, and stored nowhere.
    private bool IsReady(string modelId) => !circuit.IsAway && !buffer.Holds(modelId);

    private async Task<Answer<T>?> WaitAsync<T>(
        string modelId, Func<CancellationToken, Task<Answer<T>>> write, CancellationToken cancellation)
        where T : class
    {
        using var patience = new CancellationTokenSource(options.OutcomePatience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation, stopping);
        while (true)
        {
            try
            {
                await circuit.WhenBackAsync(either.Token);
                await buffer.WhenLogged(modelId).WaitAsync(either.Token);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
            if (IsReady(modelId) && await TryAsync(write, cancellation) is { } written) return written;
        }
    }

    private async Task<Answer<T>?> TryAsync<T>(
        Func<CancellationToken, Task<Answer<T>>> write, CancellationToken cancellation) where T : class
    {
        try
        {
            return await write(cancellation);
        }
        catch (DatabaseAwayException error)
        {
            circuit.Report(error);
            return null;
        }
    }

    private Refusal Full(string field, int rows) => Refusal.Of(RefusalKind.Busy, field, rows,
        $"were not stored: the database is away and at most {options.OutcomeRowsWaitingMax} rows wait for it;"
        + " try again");

    private Refusal NotStored(string field, int rows) => Refusal.Of(RefusalKind.Unavailable, field, rows,
        $"were not stored: the database is away, and a request waits at most {options.OutcomePatience.TotalSeconds} s;"
        + " try again");
}
