using Grpc.Core;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace RetrainGrains.Cli.Tests.Client.Diagnosis;

/// <summary>The findings of a look at a server and at what it lets a caller do.</summary>
public sealed class DoctorCommandTests : ClientTests
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Ready(ServingStatus.Serving);
        Server.On<V1.ListTokensRequest, V1.ListTokensResponse>(_ => new V1.ListTokensResponse());
    }

    [Fact]
    public async Task Where_nothing_is_wrong_each_finding_has_its_mark()
    {
        Write("retraingrains-data/admin.token", "rgt_admin");

        var ran = await RunAsync("doctor");

        Assert.Equal((0, ""), (ran.Code, ran.Errors));
        Assert.Equal(
            [
                $"✓ {Server.Url} answers", "✓ the server is ready", "✓ its clock and this one agree",
                "✓ the token of retraingrains-data/admin.token may: admin",
            ],
            ran.Lines);
    }

    [Theory]
    [InlineData(-20, "✗ its clock is 20 s behind this one")]
    [InlineData(20, "✗ its clock is 20 s ahead of this one")]
    public async Task A_server_of_another_time_is_told_by_how_much(int seconds, string finding)
    {
        Server.Now = HurriedClock.Now.AddSeconds(seconds);

        var ran = await RunAsync("doctor");

        Assert.Equal(1, ran.Code);
        Assert.Contains(finding, ran.Output);
        Assert.Contains("The clocks are apart", ran.Output);
    }

    [Fact]
    public async Task A_server_that_is_not_there_ends_in_4()
    {
        var ran = await RunAsync("doctor", "--url", "http://localhost:1", "--json");

        Assert.Equal(4, ran.Code);
        Assert.False(ran.Json.GetProperty("reachable").GetBoolean());
        Assert.Contains("No server answers", ran.Json.GetProperty("problems")[0].GetString());
    }

    [Fact]
    public async Task A_server_that_is_not_ready_is_told()
    {
        Ready(ServingStatus.NotServing);

        var ran = await RunAsync("doctor");

        Assert.Equal(1, ran.Code);
        Assert.Contains("✗ the server is not ready", ran.Output);
        Assert.Contains("its log says what it waits for", ran.Output);
    }

    [Theory]
    [InlineData(4, "admin")]
    [InlineData(3, "operator")]
    [InlineData(2, "predictor")]
    [InlineData(1, "viewer")]
    [InlineData(0, null)]
    public async Task A_token_is_known_by_what_it_may(int allowed, string? role)
    {
        Variables["RETRAIN_TOKEN"] = "rgt_mine";
        StatusCode May(int least) => allowed >= least ? StatusCode.InvalidArgument : StatusCode.PermissionDenied;
        if (allowed < 4) Server.Refuse<V1.ListTokensRequest>(StatusCode.PermissionDenied, "");
        Server.Refuse<V1.CheckRequest>(May(3), "");
        Server.Refuse<V1.ExplainRequest>(May(2), "");
        Server.Refuse<V1.ListRequest>(May(1), "");

        var report = (await RunAsync("doctor", "--json")).Json;

        Assert.Equal(role, report.GetProperty("role").GetString());
        Assert.Equal("RETRAIN_TOKEN", report.GetProperty("tokenSource").GetString());
        Assert.Equal(role is null ? 1 : 0, report.GetProperty("problems").GetArrayLength());
        Assert.DoesNotContain("rgt_mine", report.ToString());
    }

    [Fact]
    public async Task A_token_that_is_refused_is_told_with_its_source()
    {
        Variables["RETRAIN_TOKEN"] = "rgt_mine";
        Server.Refuse<V1.ListTokensRequest>(StatusCode.Unauthenticated, "The token is revoked.");

        var ran = await RunAsync("doctor");

        Assert.Equal(1, ran.Code);
        Assert.Contains("✗ the token of RETRAIN_TOKEN may: nothing that could be told", ran.Output);
        Assert.Contains("The token is revoked.", ran.Output);
    }

    [Fact]
    public async Task A_server_that_asks_for_no_token_is_told()
    {
        Server.Refuse<V1.ListTokensRequest>(StatusCode.Unimplemented, "");

        Assert.Contains("everything: the server asks for no token", (await RunAsync("doctor")).Output);
    }

    private void Ready(ServingStatus status) =>
        Server.On<HealthCheckRequest, HealthCheckResponse>(_ => new HealthCheckResponse { Status = status });
}
