using System.Text;

namespace Orleans.Runtime;

/// <summary>Puts into words who waits for whom, so that a timeout names its cause.</summary>
internal static class CallChain
{
    private const int LongestChain = 32;

    public static string Describe(Request request)
    {
        var calls = Links(request);
        var text = new StringBuilder(calls[0].Sender?.ToString() ?? "client");
        foreach (var call in calls) text.Append(" -> ").Append(call.Target).Append(' ').Append(call.Method.Name);
        if (calls.Count == LongestChain) text.Append(" -> ...");
        if (CycleIn(calls) is { } grain) text.Append($"; this is a call cycle: {grain} waits for itself");
        return text.ToString();
    }

    // From the outermost unanswered caller down to the newest call below the given one.
    private static List<Request> Links(Request request)
    {
        var calls = new List<Request>();
        for (var caller = request; caller is not null && calls.Count < LongestChain; caller = caller.Parent)
            calls.Add(caller);
        calls.Reverse();
        var below = request.LatestCall;
        for (; below is { IsSettled: false } && calls.Count < LongestChain; below = below.LatestCall)
            calls.Add(below);
        return calls;
    }

    private static GrainId? CycleIn(List<Request> calls)
    {
        var last = calls[^1];
        if (last.IsRunning) return null;
        return calls.Take(calls.Count - 1).Any(call => call.Target == last.Target) ? last.Target : null;
    }
}
