using Grpc.Core;

namespace RetrainGrains.Cli.Tests.Client.Ledger;

/// <summary>The ledger, read to its end and followed.</summary>
public sealed class LedgerCommandsTests : ClientTests
{
    private readonly WireLedger ledger = new(
        WireLedger.Registered, WireLedger.Planned, WireLedger.Ended(promoted: true), WireLedger.Promoted,
        WireLedger.Unknown);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Server.On<V1.HistoryRequest, V1.HistoryResponse>(ledger.Page);
        Server.OnWatch(request => ledger.From(request.FromSequence));
    }

    [Fact]
    public async Task History_is_read_page_by_page_and_each_line_says_why()
    {
        var ran = await RunAsync("history", "bike");

        Assert.Equal((0, ""), (ran.Code, ran.Errors));
        Assert.Equal(
            [
                "     1  2026-03-01T06:00:00Z  registered        hourly: cnt by 1 features",
                "     2  2026-03-02T06:00:00Z  run-planned       bike/run-4: me asked for it; 1 challengers",
                "     3  2026-03-03T06:00:00Z  run-ended         bike/run-4: promoted; rejected ridge/all/level: "
                    + "improvement: 0.8 % worse",
                "     4  2026-03-04T06:00:00Z  promoted          1.3.0 leafwise/all/level: best record",
                "     5  2026-03-05T06:00:00Z  of-a-later-version",
            ],
            ran.Lines);
    }

    [Fact]
    public async Task History_as_JSON_is_one_line_for_each_from_the_one_that_is_named()
    {
        var ran = await RunAsync("history", "bike", "--from", "4", "--json");

        Assert.Equal(["4", "5"], ran.JsonLines.Select(line => line.GetProperty("sequence").GetString()));
        var version = ran.JsonLines[0].GetProperty("body").GetProperty("version");
        Assert.Equal("1.3.0", version.GetProperty("number").GetString());
    }

    [Fact]
    public async Task A_watch_begins_after_the_last_line()
    {
        Assert.Equal((0, ""), await OutputAsync("watch", "bike"));

        Assert.Equal(6, Assert.Single(Server.Asked<V1.WatchRequest>()).FromSequence);
    }

    [Fact]
    public async Task A_watch_whose_stream_is_lost_goes_on_after_the_last_line_it_saw()
    {
        IEnumerable<V1.LedgerEntry> Lossy(V1.WatchRequest request)
        {
            yield return ledger.From(request.FromSequence)[0];
            if (request.FromSequence < 5) throw new RpcException(new Status(StatusCode.Unavailable, "gone"));
        }
        Server.OnWatch(Lossy);

        var ran = await RunAsync("watch", "bike", "--from", "2", "--json");

        Assert.Equal(0, ran.Code);
        Assert.Equal(["2", "3", "4", "5"], ran.JsonLines.Select(line => line.GetProperty("sequence").GetString()));
        Assert.Equal([2, 3, 4, 5], Server.Asked<V1.WatchRequest>().Select(request => request.FromSequence));
    }

    [Fact]
    public async Task Whoever_interrupts_a_watch_has_seen_enough()
    {
        using var interruption = new CancellationTokenSource();
        IEnumerable<V1.LedgerEntry> Endless(V1.WatchRequest request)
        {
            yield return ledger.From(1)[0];
            interruption.Cancel();
            throw new RpcException(new Status(StatusCode.Cancelled, "The caller has left."));
        }
        Server.OnWatch(Endless);

        var ran = await RunUntilAsync(interruption.Token, "watch", "bike", "--from", "1");

        Assert.Equal((0, ""), (ran.Code, ran.Errors));
    }

    [Fact]
    public async Task A_watch_gives_up_when_no_stream_brings_a_line()
    {
        Server.Refuse<V1.WatchRequest>(StatusCode.Unavailable, "The database is away.");

        var ran = await RunAsync("watch", "bike", "--from", "1");

        Assert.Equal(4, ran.Code);
        Assert.StartsWith("The database is away.", ran.Errors);
    }

    [Fact]
    public async Task A_watch_of_no_model_ends_in_1()
    {
        Server.Refuse<V1.HistoryRequest>(StatusCode.NotFound, "model_id: 'nix' is not a registered model");

        Assert.Equal(1, (await RunAsync("watch", "nix")).Code);
    }

    private async Task<(int Code, string Output)> OutputAsync(params string[] arguments)
    {
        var ran = await RunAsync(arguments);
        return (ran.Code, ran.Output);
    }
}
