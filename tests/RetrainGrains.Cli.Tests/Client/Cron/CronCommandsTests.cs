using Grpc.Core;

namespace RetrainGrains.Cli.Tests.Client.Cron;

/// <summary>The commands that cron calls, and the lines by which it calls them.</summary>
public sealed class CronCommandsTests : ClientTests
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Server.On<V1.ListRequest, V1.ListResponse>(request => request.PageToken.Length == 0
            ? new V1.ListResponse { Models = { new V1.Model { ModelId = "a" } }, NextPageToken = "a" }
            : new V1.ListResponse { Models = { new V1.Model { ModelId = "b" } } });
        Server.On<V1.CheckRequest, V1.CheckResponse>(
            _ => new V1.CheckResponse { Retrain = true, Reasons = { "the model is old" } });
        Server.On<V1.TriggerRequest, V1.TriggerResponse>(
            _ => new V1.TriggerResponse { HeldBack = { "cooling down" } });
    }

    [Fact]
    public async Task All_models_are_asked_and_nothing_is_said_where_all_went_well()
    {
        Assert.Equal(new Ran(0, "", ""), await RunAsync("cron", "check"));
        Assert.Equal(new Ran(0, "", ""), await RunAsync("cron", "weekly"));
        Assert.Equal(new Ran(0, "", ""), await RunAsync("cron", "force", "b"));

        Assert.Equal(["a", "b"], Server.Asked<V1.CheckRequest>().Select(request => request.ModelId));
        Assert.Equal(
            [
                ("a", false, "the weekly run of cron"), ("b", false, "the weekly run of cron"),
                ("b", true, "forced by cron"),
            ],
            Server.Asked<V1.TriggerRequest>().Select(request => (request.ModelId, request.Force, request.Reason)));
    }

    [Fact]
    public async Task Who_wants_to_hear_hears_of_every_model()
    {
        Assert.Equal("a: retrains: the model is old\nb: retrains: the model is old\n",
            (await RunAsync("cron", "check", "--verbose")).Output);
        Assert.Equal("b: waits: cooling down\n", (await RunAsync("cron", "weekly", "b", "--verbose")).Output);
        Assert.Equal("b", (await RunAsync("cron", "weekly", "b", "--json")).Json.GetProperty("modelId").GetString());
    }

    [Fact]
    public async Task A_model_that_fails_is_named_and_the_others_go_on()
    {
        Server.On<V1.CheckRequest, V1.CheckResponse>(request => request.ModelId == "a"
            ? throw new RpcException(new Status(StatusCode.NotFound, "model_id: 'a' is not a registered model"))
            : new V1.CheckResponse());

        var ran = await RunAsync("cron", "check");

        Assert.Equal((1, "a: model_id: 'a' is not a registered model\n"), (ran.Code, ran.Errors));
        Assert.Equal(2, Server.Asked<V1.CheckRequest>().Length);
    }

    [Fact]
    public async Task A_server_that_is_away_ends_it_in_4()
    {
        Server.Refuse<V1.CheckRequest>(StatusCode.Unavailable, "away");

        Assert.Equal(4, (await RunAsync("cron", "check", "a", "b")).Code);
        Assert.Equal("a", Assert.Single(Server.Asked<V1.CheckRequest>().Select(request => request.ModelId).Distinct()));
    }

    [Fact]
    public async Task The_lines_of_a_crontab_name_times_models_server_and_the_tokens_file()
    {
        Variables["RETRAIN_TOKEN_FILE"] = Write("50% mine", "secret");

        var ran = await RunAsync("cron", "install", "a", "--check", "*/5 * * * *", "--weekly", "never", "--dry-run");

        Assert.Equal((0, ""), (ran.Code, ran.Errors));
        Assert.Equal(3, ran.Lines.Length);
        Assert.StartsWith("*/5 * * * * RETRAIN_TOKEN_FILE='", ran.Lines[1]);
        // Cron ends a line at a bare %.
        Assert.Contains(@"50\% mine'", ran.Lines[1]);
        Assert.EndsWith($" cron check a --url {Server.Url}", ran.Lines[1]);
        Assert.DoesNotContain("secret", ran.Output);
    }

    [Fact]
    public async Task Times_that_are_none_and_a_token_of_the_environment_are_refused_together()
    {
        Variables["RETRAIN_TOKEN"] = "secret";

        var ran = await RunAsync("cron", "install", "--check", "hourly", "--weekly", "* * *", "--dry-run");

        Assert.Equal((2, ""), (ran.Code, ran.Output));
        Assert.Contains("--check: 'hourly' must be the five fields of cron", ran.Errors);
        Assert.Contains("--weekly: '* * *'", ran.Errors);
        Assert.Contains("RETRAIN_TOKEN: '…' cannot be written into a crontab", ran.Errors);
        Assert.DoesNotContain("secret", ran.Errors);
    }
}
