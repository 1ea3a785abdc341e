using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RetrainGrains.Gateway.Outages;

namespace RetrainGrains.Gateway.Outcomes;

/// <summary>Whether the sender of outcomes waits until their model has heard of them.</summary>
public enum HintMode
{
    /// <summary>A server answers at once.</summary>
    Background = 0,

    /// <summary>A replay goes on when the model has looked, so that it is the same every time.</summary>
    Awaited = 1,
}

/// <summary>
/// Tells a model that outcomes have come. Only a hint: one that is lost costs time, for the model's next check finds
/// the outcomes by itself.
/// </summary>
public sealed partial class OutcomeHints(GrainCalls calls, HintMode mode, ILogger<OutcomeHints>? logger = null)
{
    /// <summary>The most hints that are on their way; beyond, a hint is dropped.</summary>
    public const int UnderwayMax = 1_000;

    private readonly ILogger logger = logger ?? NullLogger<OutcomeHints>.Instance;
    private int underway;

    public Task SendAsync(string modelId)
    {
        if (Interlocked.Increment(ref underway) > UnderwayMax)
        {
            Interlocked.Decrement(ref underway);
            GatewayMeter.HintsLost.Add(1);
            return Task.CompletedTask;
        }
        var hint = DeliverAsync(modelId);
        return mode == HintMode.Awaited ? hint : Task.CompletedTask;
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
        finally
        {
            Interlocked.Decrement(ref underway);
        }
    }

    [LoggerMessage(LogLevel.Warning,
        "Model {ModelId} could not be told of new outcomes; its next check finds them by itself.")]
    private partial void LogHintLost(Exception error, string modelId);
}
