using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Client.Ledger;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Decisions;

/// <summary>Asks for a retraining, and follows it where that is wanted.</summary>
internal static class TriggerCommand
{
    public static async Task<int> RunAsync(TriggerOptions options, ServerSession session)
    {
        List<Problem> problems = [.. options.Check()];
        if (options is { All: true, Wait: true })
            problems.Add(Problem.Of("--wait", "true", "follows one run, and --all starts many"));
        var severity = Choice.Of<V1.TriggerSeverity>("--severity", options.Severity, problems);
        if (problems.Count > 0) return session.Output.Refuse(problems);
        if (options.All)
        {
            using var stream = session.Fleet.TriggerAll(
                new V1.TriggerAllRequest
                {
                    Models = options.Choice, Reason = options.Reason ?? "", Emergency = options.Emergency,
                    Force = options.Force, DryRun = options.DryRun, Severity = severity,
                    RequestId = session.NewRequestId(),
                },
                session.Call);
            return await FleetAnswers.ShowAsync(stream.ResponseStream, options.DryRun, session);
        }
        if (options.DryRun) return await LookAsync(options, severity, session);
        // Before the run: where its first line will stand.
        var feed = options.Wait ? await LedgerFeed.AtEndAsync(options.Model!, session) : null;
        var trigger = await session.Models.TriggerAsync(RequestOf(options, severity, session), session.Call);
        if (session.Json && feed is not null) session.Output.WriteLine(WireJson.Line(trigger));
        else session.Show(trigger, () => DecisionDisplay.Write(session.Output, trigger, dryRun: false));
        if (!trigger.Started) return ExitCode.NotStarted;
        return feed is null ? ExitCode.Success : await FollowAsync(feed, trigger.RunId, session);
    }

    // What the trigger would do, and for people also what a check sees without it.
    private static async Task<int> LookAsync(
        TriggerOptions options, V1.TriggerSeverity severity, ServerSession session)
    {
        var request = RequestOf(options, severity, session);
        var trigger = await session.Models.TriggerAsync(request, session.Call);
        var code = trigger.Started ? ExitCode.Success : ExitCode.NotStarted;
        if (session.Json) return session.Show(trigger, () => { }, code);
        var check = await session.Models.CheckAsync(
            new V1.CheckRequest { ModelId = options.Model, DryRun = true, RequestId = request.RequestId },
            session.Call);
        DecisionDisplay.Write(session.Output, trigger, dryRun: true);
        session.Output.WriteLine("by itself:");
        DecisionDisplay.Write(session.Output, check, dryRun: true);
        return code;
    }

    private static V1.TriggerRequest RequestOf(
        TriggerOptions options, V1.TriggerSeverity severity, ServerSession session) => new()
    {
        Severity = severity,
        ModelId = options.Model, Reason = options.Reason ?? "", Emergency = options.Emergency,
        Force = options.Force, DryRun = options.DryRun, RequestId = session.NewRequestId(),
    };

    private static async Task<int> FollowAsync(LedgerFeed feed, string runId, ServerSession session)
    {
        RunEnded? end = null;
        await foreach (var line in feed.FollowAsync())
        {
            LedgerDisplay.Write(session, line);
            var happened = LedgerDisplay.Read(line);
            if (happened is RunEnded ended && ended.RunId == runId) end = ended;
            // What a run's end promotes is written with it, on a line of its own.
            if (end is { Promoted: false } || (end is not null && happened is ChampionPromoted)) break;
        }
        if (end is null) session.Output.Errors.WriteLine($"The server ended the stream before {runId} ended.");
        return end is { IsJudged: true } ? ExitCode.Success : ExitCode.Failure;
    }
}
