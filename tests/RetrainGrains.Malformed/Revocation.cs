using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using RetrainGrains.Storage;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Malformed;

/// <summary>
/// The time for which a token goes on to be let in after it was revoked by another process, under load.
/// </summary>
internal sealed record Revocation(double CallsPerSecond, TimeSpan LastAfter)
{
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(1);

    private const int Callers = 16;
    private const string Secret = "rgt_BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA";
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(3);

    public static async Task<Revocation> MeasureAsync(TargetServer server)
    {
        var clock = TimeProvider.System;
        await using var database = SqliteDatabase.Open(new SqliteOptions { Path = server.Database });
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes(Secret));
        await database.Tokens.CreateAsync(
            new TokenRow("leaked", hash, (int)V1.Role.Viewer, "", clock.GetUtcNow(), "test"));
        await UntilAsync(server, StatusCode.OK);
        var (calls, last) = (0L, 0L);
        using var load = new CancellationTokenSource();
        var callers = Enumerable.Range(0, Callers).Select(async _ =>
        {
            using var channel = GrpcChannel.ForAddress(server.Grpc);
            while (!load.IsCancellationRequested)
            {
                var begun = clock.GetTimestamp();
                if (await AskAsync(channel) != StatusCode.OK) return;
                Interlocked.Increment(ref calls);
                InterlockedMax(ref last, begun);
            }
        }).ToArray();
        var started = clock.GetTimestamp();
        await Task.Delay(Before, clock);
        var rate = Interlocked.Read(ref calls) / clock.GetElapsedTime(started).TotalSeconds;
        await database.Tokens.RevokeAsync("leaked", clock.GetUtcNow());
        var revoked = clock.GetTimestamp();
        await Task.WhenAll(callers);
        await load.CancelAsync();
        return new Revocation(rate, last > revoked ? clock.GetElapsedTime(revoked, last) : TimeSpan.Zero);
    }

    private static async Task UntilAsync(TargetServer server, StatusCode status)
    {
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        while (await AskAsync(channel) != status) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
    }

    private static async Task<StatusCode> AskAsync(GrpcChannel channel)
    {
        try
        {
            await new V1.Tokens.TokensClient(channel).WhoAmIAsync(
                new V1.WhoAmIRequest(), new Metadata { { "authorization", $"Bearer {Secret}" } });
            return StatusCode.OK;
        }
        catch (RpcException error)
        {
            return error.StatusCode;
        }
    }

    private static void InterlockedMax(ref long place, long value)
    {
        var known = Interlocked.Read(ref place);
        while (value > known)
        {
            var found = Interlocked.CompareExchange(ref place, value, known);
            if (found == known) return;
            known = found;
        }
    }
}
