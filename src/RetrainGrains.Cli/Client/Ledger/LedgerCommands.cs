using Grpc.Core;
using RetrainGrains.Cli.Client.Connection;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Ledger;

/// <summary>Reads what a model has decided, and follows what it decides.</summary>
internal static class LedgerCommands
{
    public static async Task<int> HistoryAsync(HistoryOptions options, ServerSession session)
    {
        var (next, fields) = (options.From, FieldChoice.Parse(options.Fields));
        while (true)
        {
            var request = new V1.HistoryRequest
            {
                ModelId = options.Model, FromSequence = next, ReadMask = fields?.Mask("sequence"),
            };
            var page = await session.Models.HistoryAsync(request, session.Call);
            if (page.Entries.Count == 0) return ExitCode.Success;
            foreach (var line in page.Entries) LedgerDisplay.Write(session, line, fields);
            next = page.NextSequence;
        }
    }

    public static async Task<int> WatchAsync(WatchOptions options, ServerSession session)
    {
        try
        {
            var feed = options.From is { } from
                ? new LedgerFeed(options.Model, from, session)
                : await LedgerFeed.AtEndAsync(options.Model, session);
            await foreach (var line in feed.FollowAsync()) LedgerDisplay.Write(session, line);
        }
        // Whoever watches leaves when he has seen enough.
        catch (Exception error) when (error is OperationCanceledException or RpcException
            && session.Cancellation.IsCancellationRequested)
        {
        }
        return ExitCode.Success;
    }
}
