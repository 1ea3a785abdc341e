using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Client.Ledger;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Lifecycle;

namespace RetrainGrains.Cli.Client.Decisions;

/// <summary>Asks for a retraining, and follows it where that is wanted.</summary>
internal static class TriggerCommand
{
    public static async Task<int> RunAsync(TriggerOptions options, ServerSession session)
    {
        if (options.DryRun) return await LookAsync(options, session);
        // Before the run: where its first line will stand.
        var feed = options.Wait ? await LedgerFeed.AtEndAsync(options.Model, session) : null;
        var request = new V1.TriggerRequest
        {
            ModelId = options.Model, Reason = options.Reason ?? "", Emergency = options.Emergency,
            Force = options.Force, RequestId = session.NewRequestId(),
        };
        var trigger = await session.Models.TriggerAsync(request, session.Call);
        if (session.Json && feed is not null) session.Output.WriteLine(WireJson.Line(trigger));
        else session.Show(trigger, () => DecisionDisplay.Write(session.Output, trigger));
        if (!trigger.Started) return ExitCode.NotStarted;
        return feed is null ? ExitCode.Success : await FollowAsync(feed, trigger.RunId, session);
    }

    // The protocol's Trigger starts what it can; what a model sees, a check says without starting anything.
    private static async Task<int> LookAsync(TriggerOptions options, ServerSession session)
    {
        var request = new V1.CheckRequest
        {
            ModelId = options.Model, DryRun = true, RequestId = session.NewRequestId(),
        };
        var check = await session.Models.CheckAsync(request, session.Call);
        return session.Show(
            check, () => DecisionDisplay.Write(session.Output, check, dryRun: true),
            check.HeldBack.Count > 0 ? ExitCode.NotStarted : ExitCode.Success);
    }

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
        return end is { Failed: false } ? ExitCode.Success : ExitCode.Failure;
    }
}
