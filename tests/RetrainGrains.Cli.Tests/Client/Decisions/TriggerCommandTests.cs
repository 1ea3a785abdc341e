using RetrainGrains.Cli.Tests.Client.Ledger;

namespace RetrainGrains.Cli.Tests.Client.Decisions;

/// <summary>Retrainings that people ask for; the exit code tells what became of them.</summary>
public sealed class TriggerCommandTests : ClientTests
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Server.On<V1.TriggerRequest, V1.TriggerResponse>(_ => new V1.TriggerResponse
        {
            Started = true, RunId = "bike/run-4", Reasons = { "me asked for it" },
        });
    }

    [Fact]
    public async Task A_run_that_is_started_ends_in_0()
    {
        var ran = await RunAsync("trigger", "bike", "--reason", "new sensor", "--force", "--emergency");

        Assert.Equal((0, "bike/run-4 is started: me asked for it\n"), (ran.Code, ran.Output));
        var asked = Assert.Single(Server.Asked<V1.TriggerRequest>());
        Assert.Equal(("new sensor", true, true), (asked.Reason, asked.Force, asked.Emergency));
    }

    [Fact]
    public async Task A_run_that_is_not_started_ends_in_3_with_what_held_it_back()
    {
        Server.On<V1.TriggerRequest, V1.TriggerResponse>(_ => new V1.TriggerResponse { HeldBack = { "cooldown" } });

        var ran = await RunAsync("trigger", "bike");

        Assert.Equal(3, ran.Code);
        Assert.Equal(["no run is started", "  held back: cooldown"], ran.Lines);
        Assert.False((await RunAsync("trigger", "bike", "--json")).Json.GetProperty("started").GetBoolean());
    }

    [Fact]
    public async Task A_dry_run_starts_nothing_and_says_what_would_be_trained_or_what_holds_it_back()
    {
        Server.On<V1.CheckRequest, V1.CheckResponse>(_ => new V1.CheckResponse { HeldBack = { "cooldown" } });
        Server.On<V1.TriggerRequest, V1.TriggerResponse>(request => request.Emergency
            ? new V1.TriggerResponse { Started = true, RunId = "bike/run-4", Recipes = { "ridge/30d/level", "mean" } }
            : new V1.TriggerResponse { HeldBack = { "cooldown" } });

        var held = await RunAsync("trigger", "bike", "--dry-run");
        var started = await RunAsync("trigger", "bike", "--dry-run", "--emergency");

        Assert.Equal(
            (3, "no run would be started\n  held back: cooldown\nby itself:\nwaits: cooldown\n"),
            (held.Code, held.Output));
        Assert.Equal(0, started.Code);
        Assert.StartsWith("bike/run-4 would be started, to train ridge/30d/level, mean\n", started.Output);
        Assert.All(Server.Asked<V1.TriggerRequest>(), request => Assert.True(request.DryRun));
        Assert.All(Server.Asked<V1.CheckRequest>(), request => Assert.True(request.DryRun));
        Assert.Equal(3, (await RunAsync("trigger", "bike", "--dry-run", "--json")).Code);
    }

    [Fact]
    public async Task Waiting_follows_the_run_to_the_promotion_and_no_further()
    {
        Follow(WireLedger.Planned, WireLedger.Ended(promoted: true), WireLedger.Promoted, WireLedger.Unknown);

        var ran = await RunAsync("trigger", "bike", "--wait");

        Assert.Equal((0, ""), (ran.Code, ran.Errors));
        Assert.Equal(4, ran.Lines.Length);
        Assert.StartsWith("bike/run-4 is started", ran.Lines[0]);
        Assert.EndsWith("1.3.0 leafwise/all/level: best record", ran.Lines[^1]);
    }

    [Fact]
    public async Task Waiting_ends_in_0_when_the_champion_stays()
    {
        Follow(WireLedger.Planned, WireLedger.Ended(promoted: false), WireLedger.Unknown);

        var ran = await RunAsync("trigger", "bike", "--wait", "--json");

        Assert.Equal(0, ran.Code);
        Assert.True(ran.JsonLines[0].GetProperty("started").GetBoolean());
        Assert.Equal(
            ["run-planned", "run-ended"], ran.JsonLines[1..].Select(line => line.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task Waiting_for_a_run_that_fails_ends_in_1()
    {
        Follow(WireLedger.Planned, WireLedger.Ended(promoted: false, failed: true));

        var ran = await RunAsync("trigger", "bike", "--wait");

        Assert.Equal(1, ran.Code);
        Assert.Contains("bike/run-4: failed", ran.Output);
    }

    [Fact]
    public async Task Waiting_that_is_cut_off_ends_in_1_and_says_so()
    {
        Follow(WireLedger.Planned);

        var ran = await RunAsync("trigger", "bike", "--wait");

        Assert.Equal(1, ran.Code);
        Assert.Equal("The server ended the stream before bike/run-4 ended.\n", ran.Errors);
    }

    // The ledger has one line before the run's.
    private void Follow(params string[] bodies)
    {
        Server.On<V1.HistoryRequest, V1.HistoryResponse>(new WireLedger(WireLedger.Registered).Page);
        Server.OnWatch(request => new WireLedger([WireLedger.Registered, .. bodies]).From(request.FromSequence));
    }
}
