using Grpc.Core;

namespace RetrainGrains.Cli.Tests.Client.Decisions;

/// <summary>Decisions that are asked for, and those that people make.</summary>
public sealed class DecisionCommandsTests : ClientTests
{
    [Fact]
    public async Task A_check_says_what_was_decided_and_what_would_change_it()
    {
        Server.On<V1.CheckRequest, V1.CheckResponse>(_ => new V1.CheckResponse
        {
            Reasons = { "the model is old" }, HeldBack = { "cooldown until noon" },
            Explanation = { "✓ old: age", "would retrain from noon on" },
        });

        var ran = await RunAsync("check", "bike", "--dry-run");

        Assert.Equal(0, ran.Code);
        Assert.Equal(["waits: cooldown until noon", "✓ old: age", "would retrain from noon on"], ran.Lines);
        Assert.True(Assert.Single(Server.Asked<V1.CheckRequest>()).DryRun);
        var json = (await RunAsync("check", "bike", "--json")).Json;
        Assert.Equal("cooldown until noon", json.GetProperty("heldBack")[0].GetString());
    }

    [Theory]
    [InlineData(true, "would retrain: it is old")]
    [InlineData(false, "nothing to do")]
    public async Task A_check_that_holds_nothing_back_says_so(bool retrain, string line)
    {
        Server.On<V1.CheckRequest, V1.CheckResponse>(_ => new V1.CheckResponse
        {
            Retrain = retrain, Reasons = { "it is old" },
        });

        Assert.Equal([line], (await RunAsync("check", "bike", "--dry-run")).Lines);
    }

    [Fact]
    public async Task A_promotion_says_what_serves_now()
    {
        Server.On<V1.PromoteRequest, V1.Model>(_ => WireModels.Bike());

        var ran = await RunAsync("promote", "bike", "ridge/30d/change", "--reason", "it is calmer");

        Assert.Equal((0, ""), (ran.Code, ran.Errors));
        Assert.StartsWith("bike serves 1.2.0 leafwise/all/level and 1 more", ran.Output);
        var asked = Assert.Single(Server.Asked<V1.PromoteRequest>());
        Assert.Equal(
            ("bike", "ridge/30d/change", "it is calmer"), (asked.ModelId, asked.Candidate, asked.Reason));
    }

    [Fact]
    public async Task A_promotion_that_came_too_late_says_what_to_do()
    {
        Server.Refuse<V1.PromoteRequest>(StatusCode.Aborted, "expected_revision: '3' is not the model's revision 5");

        var ran = await RunAsync("promote", "bike", "auto");

        Assert.Equal(1, ran.Code);
        Assert.Contains("retrain describe MODEL", ran.Errors);
    }

    [Fact]
    public async Task A_rollback_names_its_version_or_none()
    {
        Server.On<V1.RollbackRequest, V1.Model>(_ => WireModels.Bike());

        await RunAsync("rollback", "bike");
        var ran = await RunAsync("rollback", "bike", "--to", "1.1.0", "--json");

        Assert.Equal(["", "1.1.0"], Server.Asked<V1.RollbackRequest>().Select(request => request.Version));
        Assert.Equal("1.2.0", ran.Json.GetProperty("champion").GetProperty("version").GetString());
    }
}
