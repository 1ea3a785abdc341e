using Grpc.Core;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Runs;

/// <summary>Lists, counts, shows, follows and cancels runs.</summary>
internal static class RunCommands
{
    public static async Task<int> ListAsync(ListRunsOptions options, ServerSession session)
    {
        List<Problem> problems = [];
        var state = Choice.Of<V1.RunState>("--state", options.State, problems);
        problems.AddRange(Choice.Limit(options.Limit));
        if (problems.Count > 0) return session.Output.Refuse(problems);
        var answer = new V1.ListRunsResponse();
        do
        {
            var page = await session.Runs.ListAsync(
                new V1.ListRunsRequest
                {
                    ModelId = options.Model ?? "", ModelType = options.Type ?? "", State = state,
                    Cause = options.Cause ?? "", Days = options.Days ?? 0, PageToken = answer.NextPageToken,
                    PageSize = Math.Min(options.Limit - answer.Runs.Count, Choice.PageMax),
                },
                session.Call);
            answer.Runs.Add(page.Runs);
            answer.NextPageToken = page.NextPageToken;
        }
        while (answer.NextPageToken.Length > 0 && answer.Runs.Count < options.Limit);
        return session.Show(answer, () => RunDisplay.WriteList(session.Output, answer));
    }

    public static async Task<int> CountAsync(CountRunsOptions options, ServerSession session)
    {
        var counted = await session.Runs.GetStatisticsAsync(
            new V1.RunStatisticsRequest
            {
                ModelId = options.Model ?? "", ModelType = options.Type ?? "", Days = options.Days ?? 0,
            },
            session.Call);
        return session.Show(counted, () => RunDisplay.WriteStatistics(session.Output, counted));
    }

    public static async Task<int> ShowAsync(OneRunOptions options, ServerSession session)
    {
        var run = await session.Runs.DescribeAsync(new V1.DescribeRunRequest { RunId = options.Run }, session.Call);
        return session.Show(run, () => RunDisplay.WriteWhole(session.Output, run));
    }

    /// <summary>Follows a run to its end; ends as the run did.</summary>
    public static async Task<int> WatchAsync(OneRunOptions options, ServerSession session)
    {
        var told = new RunProgress(session.Output);
        V1.Run? last = null;
        try
        {
            using var stream = session.Runs.Watch(new V1.WatchRunRequest { RunId = options.Run }, session.Call);
            await foreach (var run in stream.ResponseStream.ReadAllAsync(session.Cancellation))
            {
                if (session.Json) session.Output.WriteLine(WireJson.Line(run));
                else told.Tell(run);
                last = run;
            }
        }
        // Whoever watches leaves when he has seen enough.
        catch (Exception error) when (error is OperationCanceledException or RpcException
            && session.Cancellation.IsCancellationRequested)
        {
            return ExitCode.Success;
        }
        return last?.State == V1.RunState.Finished ? ExitCode.Success : ExitCode.Failure;
    }

    public static async Task<int> CancelAsync(CancelRunOptions options, ServerSession session)
    {
        var run = await session.Runs.CancelAsync(
            new V1.CancelRunRequest
            {
                RunId = options.Run, Reason = options.Reason ?? "", RequestId = session.NewRequestId(),
            },
            session.Call);
        return session.Show(run, () => session.Output.WriteLine($"{run.RunId} is {run.Failures}"));
    }
}
