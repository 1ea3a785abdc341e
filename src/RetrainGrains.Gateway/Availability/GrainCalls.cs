using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.Retry;
using RetrainGrains.Fleet;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Options;

namespace RetrainGrains.Gateway.Availability;

/// <summary>
/// The one way from a gateway to the grains of models and of the fleet. A call that did not get through, or whose
/// answer was lost, is made again: every changing call carries a request id, by which its grain knows that it is the
/// same one.
/// </summary>
public sealed partial class GrainCalls
{
    // A grain moves to another machine in a second or so; more often than this only adds to the load.
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ProgressPatience = TimeSpan.FromSeconds(1);

    private static readonly ResiliencePropertyKey<long> BegunAt = new("begun-at");

    private readonly IFleet fleet;
    private readonly TimeProvider clock;
    private readonly TimeSpan patience;
    private readonly ILogger logger;
    private readonly CancellationToken stopping;
    private readonly ResiliencePipeline pipeline;

    public GrainCalls(
        IFleet fleet, TimeProvider clock, GatewayOptions options, ILogger<GrainCalls>? logger = null,
        IHostApplicationLifetime? host = null)
    {
        (this.fleet, this.clock, patience) = (fleet, clock, options.GrainPatience);
        this.logger = logger ?? NullLogger<GrainCalls>.Instance;
        stopping = host?.ApplicationStopping ?? CancellationToken.None;
        pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = call => ValueTask.FromResult(
                    call.Outcome.Exception is { } error && IsTransient(error) && IsTimeLeft(call.Context)),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = PauseMin,
                MaxDelay = PauseMax,
            })
            .Build();
    }

    /// <summary>
    /// Asks until the model answers; a refusal when patience ends before. A try that is under way is not broken off by
    /// it, for what it asks for may be done: only the caller's own time ends that.
    /// </summary>
    public async Task<Answer<T>> AskAsync<T>(
        string modelId, Func<IModelGrain, Task<Answer<T>>> ask, CancellationToken cancellation) where T : class
    {
        try
        {
            return await RepeatAsync(fleet => ask(fleet.Model(modelId)), cancellation);
        }
        catch (Exception error) when (IsTransient(error))
        {
            LogUnreachable(error, modelId);
            return Unreachable(modelId);
        }
    }

    /// <summary>Tells a model something that it may hear twice; the last failure is thrown.</summary>
    public Task TellAsync(string modelId, Func<IModelGrain, Task> tell, CancellationToken cancellation = default) =>
        RepeatAsync(
            async fleet =>
            {
                await tell(fleet.Model(modelId));
                return true;
            },
            cancellation);

    /// <summary>Asks for the fleet's alerts; the last failure is thrown.</summary>
    public Task<FleetView> AskFleetAsync(CancellationToken cancellation) =>
        RepeatAsync(static fleet => fleet.Alerts.Describe(), cancellation);

    /// <summary>
    /// Asks for a training's progress; null when its worker does not answer at once, for it is not essential.
    /// </summary>
    public async Task<TrainingProgress?> AskProgressAsync(string runId, int ordinal, CancellationToken cancellation)
    {
        try
        {
            var worker = fleet.TrainingWorker(runId, ordinal);
            return await worker.Progress().WaitAsync(ProgressPatience, clock, cancellation);
        }
        catch (Exception error) when (IsTransient(error))
        {
            return null;
        }
    }

    private async Task<T> RepeatAsync<T>(Func<IFleet, Task<T>> call, CancellationToken cancellation)
    {
        var context = ResilienceContextPool.Shared.Get(cancellation);
        context.Properties.Set(BegunAt, clock.GetTimestamp());
        try
        {
            return await pipeline.ExecuteAsync(
                static async (context, state) => await state.call(state.fleet).WaitAsync(context.CancellationToken),
                context, (call, fleet));
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    // A pause must still fit in.
    private bool IsTimeLeft(ResilienceContext context) => !stopping.IsCancellationRequested
        && clock.GetElapsedTime(context.Properties.GetValue(BegunAt, 0)) <= patience - PauseMax;

    // The silo was lost or is moving its actors; the answer was lost; or another activation was faster.
    private static bool IsTransient(Exception error) => error is FleetUnavailableException or TimeoutException
        or StaleModelException;

    private Refusal Unreachable(string modelId) => Refusal.Of(RefusalKind.Unavailable, "model_id", modelId,
        $"could not be reached within {patience.TotalSeconds} s; a change may still have been made: repeat it "
        + "under its request_id, or look first");

    [LoggerMessage(LogLevel.Warning, "Model {ModelId} could not be reached.")]
    private partial void LogUnreachable(Exception error, string modelId);
}
