using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RetrainGrains.Gateway.Telemetry;

namespace RetrainGrains.Gateway.Availability;

/// <summary>A choice: whoever brings outcomes waits until their model has taken them in, or does not.</summary>
public enum HintMode
{
    /// <summary>A server answers at once.</summary>
    Background = 0,

    /// <summary>A replay goes on when the model has looked, so that it is the same every time.</summary>
    Awaited = 1,
}

/// <summary>
/// Tells models that outcomes have come: few at a time, so that a flood of outcomes leaves the models time for those
/// who ask them something, and each model once for all outcomes that come while its hint waits or is delivered. Only a
/// hint: one that is lost costs time, for the model's next check finds the outcomes by itself.
/// </summary>
public sealed partial class OutcomeHints(GrainCalls calls, HintMode mode, ILogger<OutcomeHints>? logger = null)
{
    /// <summary>The most models that are told at a time.</summary>
    public const int UnderwayMax = 32;

    /// <summary>The most models that wait for their hint; beyond, a hint is dropped.</summary>
    public const int WaitingMax = 100_000;

    private readonly ILogger logger = logger ?? NullLogger<OutcomeHints>.Instance;
    private readonly Lock gate = new();
    private readonly Dictionary<string, HintState> models = [];
    private readonly Queue<string> waiting = [];
    private int underway;

    private enum HintState
    {
        Waiting = 0,
        Underway = 1,
        UnderwayAndAgain = 2,
    }

    public Task SendAsync(string modelId)
    {
        if (mode == HintMode.Awaited) return DeliverAsync(modelId);
        lock (gate)
        {
            if (!IsNews(modelId)) return Task.CompletedTask;
            waiting.Enqueue(modelId);
            if (underway == UnderwayMax) return Task.CompletedTask;
            underway++;
        }
        _ = DeliverWaitingAsync();
        return Task.CompletedTask;
    }

    private bool IsNews(string modelId)
    {
        if (models.TryGetValue(modelId, out var state))
        {
            if (state == HintState.Underway) models[modelId] = HintState.UnderwayAndAgain;
            return false;
        }
        if (waiting.Count == WaitingMax)
        {
            GatewayMeter.HintsLost.Add(1);
            return false;
        }
        models.Add(modelId, HintState.Waiting);
        return true;
    }

    private async Task DeliverWaitingAsync()
    {
        while (Next() is { } modelId)
        {
            await DeliverAsync(modelId);
            End(modelId);
        }
    }

    private string? Next()
    {
        lock (gate)
        {
            if (!waiting.TryDequeue(out var modelId))
            {
                underway--;
                return null;
            }
            models[modelId] = HintState.Underway;
            return modelId;
        }
    }

    private void End(string modelId)
    {
        lock (gate)
        {
            models.Remove(modelId, out var state);
            if (state != HintState.UnderwayAndAgain) return;
            models.Add(modelId, HintState.Waiting);
            waiting.Enqueue(modelId);
        }
    }

    private async Task DeliverAsync(string modelId)
    {
        try
        {
            await calls.TellAsync(modelId, static model => model.OutcomesArrived());
        }
        catch (Exception error)
        {
            GatewayMeter.HintsLost.Add(1);
            LogHintLost(error, modelId);
        }
    }

    [LoggerMessage(LogLevel.Warning,
        "Model {ModelId} could not be told of new outcomes; its next check finds them by itself.")]
    private partial void LogHintLost(Exception error, string modelId);
}
