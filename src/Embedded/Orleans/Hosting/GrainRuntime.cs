using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>Routes calls to activations; the parts of the silo meet here.</summary>
internal sealed class GrainRuntime
{
    private readonly SiloMessagingOptions messaging;
    private readonly ResponseDeadlines deadlines;
    private readonly ConcurrentDictionary<TimeSpan, ResponseDeadlines> specialDeadlines = new();

    public GrainRuntime(
        IServiceProvider services,
        TimeProvider clock,
        MeasuringClock measuring,
        IGrainScheduler scheduler,
        GrainClasses classes,
        IOptions<SiloMessagingOptions> messaging,
        IOptions<GrainCollectionOptions> collection,
        ILogger<GrainRuntime> log)
    {
        Services = services;
        Clock = clock;
        Measuring = measuring;
        Scheduler = scheduler;
        Log = log;
        Collection = collection.Value;
        this.messaging = messaging.Value;
        Directory = new ActivationDirectory(this, classes);
        References = new GrainReferences(this, classes);
        GrainFactory = new GrainFactory(References, services);
        Counters = new RuntimeCounters(this, classes);
        IdleCollector = new IdleCollector(clock, Collection);
        deadlines = new ResponseDeadlines(clock, this.messaging.ResponseTimeout);
    }

    public IServiceProvider Services { get; }

    public TimeProvider Clock { get; }

    public MeasuringClock Measuring { get; }

    public IGrainScheduler Scheduler { get; }

    public ILogger Log { get; }

    public GrainCollectionOptions Collection { get; }

    public int MailboxLimit => messaging.MaxEnqueuedRequestsHardLimit;

    public ActivationDirectory Directory { get; }

    public GrainReferences References { get; }

    public GrainFactory GrainFactory { get; }

    public RuntimeCounters Counters { get; }

    public IdleCollector IdleCollector { get; }

    /// <summary>Resolved on first use: filters may themselves ask for the grain factory.</summary>
    public IIncomingGrainCallFilter[] Filters => field ??= [.. Services.GetServices<IIncomingGrainCallFilter>()];

    public SiloStage Stage { get; set; } = SiloStage.Created;

    public object Call(GrainReference target, GrainMethod method, object?[] arguments)
    {
        var request = method.CreateRequest(this, target.GrainId, arguments);
        if (!IsOpenTo(request))
        {
            request.Refuse(Unavailable(request.Target));
            return request.Response;
        }

        DeadlinesFor(method)?.Add(request);
        Send(request, request.Target);
        return request.Response;
    }

    public void Forward(Turn turn)
    {
        if (turn is not Request request || turn.IsAbandoned) return;
        if (Stage == SiloStage.Stopping) turn.Refuse(Unavailable(request.Target));
        else if (++turn.Forwards > messaging.MaxForwardCount)
        {
            turn.Refuse(new OrleansMessageRejectionException(
                $"{request.Method.Name} of {request.Target} was forwarded {messaging.MaxForwardCount} times: "
                + "each activation ended before the call could start."));
        }
        else Send(turn, request.Target);
    }

    public long ToTimestamps(TimeSpan span) => (long)(span.TotalSeconds * Clock.TimestampFrequency);

    private void Send(Turn turn, GrainId target)
    {
        while (!Directory.FindOrCreate(target).TryReceive(turn)) { }
    }

    // Calls from within grains pass until the last activation ends, so that running work can finish.
    private bool IsOpenTo(Request request) => Stage switch
    {
        SiloStage.Running => true,
        SiloStage.Draining => request.Sender is not null || request.Parent is not null,
        SiloStage.Stopping => Directory.Find(request.Target) is not null,
        _ => false,
    };

    private SiloUnavailableException Unavailable(GrainId target) => new(Stage == SiloStage.Created
        ? $"The silo has not started, so {target} cannot be called yet."
        : $"The silo is stopping and takes no new calls, so {target} was not called.");

    private ResponseDeadlines? DeadlinesFor(GrainMethod method)
    {
        if (method.IsOneWay) return null;
        if (method.ResponseTimeout is not { } timeout)
            return messaging.ResponseTimeout == Timeout.InfiniteTimeSpan ? null : deadlines;
        return specialDeadlines.GetOrAdd(timeout, static (timeout, clock) => new(clock, timeout), Clock);
    }
}

/// <summary>Where the silo stands between start and stop.</summary>
internal enum SiloStage
{
    Created,
    Running,
    Draining,
    Stopping,
    Stopped,
}
