using Grpc.Core;
using RetrainGrains.Cli.Client.Connection;

namespace RetrainGrains.Cli.Client.Ledger;

/// <summary>The lines of a model's ledger from one on, as they come; a lost stream goes on where it was.</summary>
internal sealed class LedgerFeed(string modelId, long from, ServerSession session)
{
    // In a row, without a line between them.
    private const int LossesMax = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private long next = from;

    /// <summary>Finds the end of the ledger with a few short pages, however long it is.</summary>
    public static async Task<LedgerFeed> AtEndAsync(string modelId, ServerSession session)
    {
        async Task<bool> IsWrittenAsync(long sequence) => (await session.Models.HistoryAsync(
            new V1.HistoryRequest { ModelId = modelId, FromSequence = sequence, PageSize = 1 }, session.Call))
            .Entries.Count > 0;
        var (written, open) = (0L, 1L);
        while (await IsWrittenAsync(open)) (written, open) = (open, 2 * open);
        while (open - written > 1)
        {
            var middle = written + (open - written) / 2;
            if (await IsWrittenAsync(middle)) written = middle;
            else open = middle;
        }
        return new LedgerFeed(modelId, open, session);
    }

    public async IAsyncEnumerable<V1.LedgerEntry> FollowAsync()
    {
        var losses = 0;
        while (true)
        {
            using var stream = session.Models.Watch(
                new V1.WatchRequest { ModelId = modelId, FromSequence = next }, session.Call);
            while (await MoveAsync(stream) is { } moved)
            {
                if (!moved) yield break;
                losses = 0;
                next = stream.ResponseStream.Current.Sequence + 1;
                yield return stream.ResponseStream.Current;
            }
            await Task.Delay(Pause, session.Clock, session.Cancellation);
        }

        // Null: the stream is lost, and another one may go on.
        async Task<bool?> MoveAsync(AsyncServerStreamingCall<V1.LedgerEntry> stream)
        {
            try
            {
                return await stream.ResponseStream.MoveNext(session.Cancellation);
            }
            catch (RpcException error) when (error.StatusCode == StatusCode.Unavailable && ++losses <= LossesMax)
            {
                return null;
            }
        }
    }
}
