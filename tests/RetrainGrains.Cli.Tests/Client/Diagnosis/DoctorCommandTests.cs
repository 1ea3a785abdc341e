using Google.Protobuf.WellKnownTypes;
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
        Server.On<V1.WhoAmIRequest, V1.WhoAmIResponse>(
            _ => new V1.WhoAmIResponse { Name = "root", Role = V1.Role.Admin });
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
                "✓ the token of retraingrains-data/admin.token: root, admin",
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

    [Fact]
    public async Task A_token_is_told_by_its_name_and_by_what_it_may()
    {
        Variables["RETRAIN_TOKEN"] = "rgt_mine";
        Caller(HurriedClock.Now.AddDays(30));

        var report = (await RunAsync("doctor", "--json")).Json;

        Assert.Equal("svc", report.GetProperty("name").GetString());
        Assert.Equal("predictor", report.GetProperty("role").GetString());
        Assert.Equal("eu/", report.GetProperty("modelPrefixes")[0].GetString());
        Assert.Equal("RETRAIN_TOKEN", report.GetProperty("tokenSource").GetString());
        Assert.Equal(0, report.GetProperty("problems").GetArrayLength());
        Assert.DoesNotContain("rgt_mine", report.ToString());
        Assert.Contains(
            "✓ the token of RETRAIN_TOKEN: svc, predictor, for eu/, until ", (await RunAsync("doctor")).Output);
    }

    [Fact]
    public async Task A_token_that_is_running_out_is_told()
    {
        Variables["RETRAIN_TOKEN"] = "rgt_mine";
        Caller(HurriedClock.Now.AddDays(6));

        var ran = await RunAsync("doctor");

        Assert.Equal(1, ran.Code);
        Assert.Contains("The token expires within a week", ran.Output);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_told_with_its_source()
    {
        Variables["RETRAIN_TOKEN"] = "rgt_mine";
        Server.Refuse<V1.WhoAmIRequest>(StatusCode.Unauthenticated, "The token is revoked.");

        var ran = await RunAsync("doctor");

        Assert.Equal(1, ran.Code);
        Assert.Contains("✗ the token of RETRAIN_TOKEN: the server did not say who the caller is", ran.Output);
        Assert.Contains("The token is revoked.", ran.Output);
    }

    private void Caller(DateTimeOffset until) => Server.On<V1.WhoAmIRequest, V1.WhoAmIResponse>(
        _ => new V1.WhoAmIResponse
        {
            Name = "svc", Role = V1.Role.Predictor, ModelPrefixes = { "eu/" },
            ExpiresAt = Timestamp.FromDateTimeOffset(until),
        });

    private void Ready(ServingStatus status) =>
        Server.On<HealthCheckRequest, HealthCheckResponse>(_ => new HealthCheckResponse { Status = status });
}
