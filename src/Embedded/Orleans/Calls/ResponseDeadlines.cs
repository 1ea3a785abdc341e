using Orleans.Timers;

namespace Orleans.Runtime;

/// <summary>Ends calls whose response is late. One timer serves all calls with the same timeout.</summary>
internal sealed class ResponseDeadlines
{
    private readonly Lock gate = new();
    private readonly TimeProvider clock;
    private readonly TimeSpan timeout;
    private readonly long timeoutInTimestamps;
    private readonly ITimer timer;
    private Request? earliest;
    private Request? latest;
    private bool isArmed;

    public ResponseDeadlines(TimeProvider clock, TimeSpan timeout)
    {
        this.clock = clock;
        this.timeout = timeout;
        timeoutInTimestamps = (long)(timeout.TotalSeconds * clock.TimestampFrequency);
        timer = DetachedTimer.Create(clock, Expire);
    }

    // All timeouts here are equal, so arrival order is due order: a linked list needs no sorting.
    public void Add(Request request)
    {
        request.Deadlines = this;
        lock (gate)
        {
            request.DueTimestamp = clock.GetTimestamp() + timeoutInTimestamps;
            request.EarlierDue = latest;
            if (latest is null) earliest = request;
            else latest.LaterDue = request;
            latest = request;
            if (isArmed) return;
            isArmed = true;
            timer.Change(timeout, Timeout.InfiniteTimeSpan);
        }
    }

    public void Remove(Request request)
    {
        lock (gate)
        {
            if (request.EarlierDue is { } earlier) earlier.LaterDue = request.LaterDue;
            else if (earliest == request) earliest = request.LaterDue;
            else return;
            if (request.LaterDue is { } later) later.EarlierDue = request.EarlierDue;
            else latest = request.EarlierDue;
            request.EarlierDue = null;
            request.LaterDue = null;
        }
    }

    private void Expire()
    {
        var late = new List<Request>();
        lock (gate)
        {
            var now = clock.GetTimestamp();
            var next = earliest;
            for (; next is not null && next.DueTimestamp <= now; next = next.LaterDue) late.Add(next);
            isArmed = next is not null;
            if (next is not null) timer.Change(clock.GetElapsedTime(now, next.DueTimestamp), Timeout.InfiniteTimeSpan);
        }

        // Describe all before settling any: settling takes the chain of callers apart.
        var faults = late.ConvertAll(Describe);
        for (var i = 0; i < late.Count; i++) late[i].Refuse(faults[i]);
    }

    private TimeoutException Describe(Request request) => new(
        $"Response did not arrive on time in {timeout} for {request.Method.Name} of {request.Target}, which "
        + (request.IsRunning ? "is running" : "is waiting in the mailbox")
        + $". Call chain: {CallChain.Describe(request)}.");
}
