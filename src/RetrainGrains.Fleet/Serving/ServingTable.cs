using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Serving;

/// <summary>
/// The versions that this process serves, by model id. It follows the serving store; a model whose plan cannot be
/// loaded keeps the entry it had and is tried again, and never holds up the others.
/// </summary>
public sealed partial class ServingTable(
    IServingStore store, ScorerCache scorers, ILogger<ServingTable>? logger = null)
{
    private const int PageRows = 1_000;

    // Artifacts are fetched over the network from some databases; an embedded one answers on the caller's thread.
    private const int LoadsAtOnce = 8;
    private const int RetriesPerRefresh = 16;

    // Each entry is immutable and replaced by one reference write, so that a reader holds the old one or the new one,
    // whole. Nobody reads two models together, so that a snapshot of all of them would only cost: a change is one write
    // here, whether there are ten models or a hundred thousand.
    private readonly ConcurrentDictionary<string, ServingEntry> entries = new();
    private readonly ConcurrentDictionary<string, ServingChange> broken = new();
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly ILogger logger = logger ?? NullLogger<ServingTable>.Instance;
    private long asked;
    private long answered;
    private long epoch;
    private long retried;

    public int Count => entries.Count;

    /// <summary>The models whose newest plan could not be loaded.</summary>
    public IReadOnlyCollection<string> Broken => [.. broken.Keys];

    /// <summary>Returns true once everything in the store has been read.</summary>
    public bool Loaded { get; private set; }

    public ServingEntry? Find(string modelId) => entries.GetValueOrDefault(modelId);

    /// <summary>
    /// Takes in every change that was committed before the call. Calls that come while one runs share the next one.
    /// </summary>
    public async Task RefreshAsync(CancellationToken cancellation = default)
    {
        var mine = Interlocked.Increment(ref asked);
        await turn.WaitAsync(cancellation);
        try
        {
            if (answered >= mine) return;
            var upTo = Volatile.Read(ref asked);
            await RetryAsync(cancellation);
            await FollowAsync(cancellation);
            answered = upTo;
            Loaded = true;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var page = await store.ChangedSinceAsync(epoch, PageRows, cancellation);
            await TakeAsync(page, cancellation);
            if (page.Count > 0) epoch = page[^1].Epoch;
            if (page.Count < PageRows) return;
        }
    }

    // A store that was out of reach for a moment must not leave a model on its old version until the next promotion.
    // Some at a time, in turns: those that never load again must not keep the others waiting.
    private Task RetryAsync(CancellationToken cancellation)
    {
        if (broken.IsEmpty) return Task.CompletedTask;
        var due = broken.Values.Where(change => change.Epoch > retried)
            .OrderBy(change => change.Epoch).Take(RetriesPerRefresh).ToArray();
        retried = due.Length < RetriesPerRefresh ? 0 : due[^1].Epoch;
        return TakeAsync(due, cancellation);
    }

    private async Task TakeAsync(IReadOnlyList<ServingChange> changes, CancellationToken cancellation)
    {
        foreach (var some in changes.Chunk(LoadsAtOnce))
        {
            await Task.WhenAll(some.Select(change => TakeAsync(change, cancellation)));
        }
    }

    private async Task TakeAsync(ServingChange change, CancellationToken cancellation)
    {
        var id = change.Row.ModelId;
        try
        {
            var plan = DomainJson.Read<ServingPlan>(change.Row.Plan);
            var model = await ServedModel.LoadAsync(plan, scorers, cancellation);
            Try(model);
            entries[id] = new ServingEntry(model, change.Revision);
            broken.TryRemove(id, out _);
        }
        catch (Exception error) when (error is not OperationCanceledException and not DatabaseAwayException)
        {
            var known = broken.TryGetValue(id, out var earlier) && earlier.Epoch == change.Epoch;
            broken[id] = change;
            if (known) return;
            ServingMeter.LoadFailures.Add(1);
            LogBroken(error, id, change.Row.Version, Find(id)?.Model.Version ?? "none");
        }
    }

    // A plan whose members take other features than its schema says is found here, not by the first caller.
    private static void Try(ServedModel model)
    {
        var row = new float[model.Plan.Schema.Features.Length];
        row.AsSpan().Fill(float.NaN);
        model.Predict(row, 0);
    }

    [LoggerMessage(LogLevel.Error,
        "Model {ModelId}: version {Version} cannot be loaded and is tried again; version {Served} keeps serving.")]
    private partial void LogBroken(Exception error, string modelId, string version, string served);
}
