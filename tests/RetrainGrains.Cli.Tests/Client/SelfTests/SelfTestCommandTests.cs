namespace RetrainGrains.Cli.Tests.Client.SelfTests;

/// <summary>The steps of a server's test of itself, and the exit code that tells whether all have passed.</summary>
public sealed class SelfTestCommandTests : ClientTests
{
    [Fact]
    public async Task Steps_are_shown_with_their_times_and_a_failed_one_ends_the_command_with_1()
    {
        Server.On<V1.RunSelfTestRequest, V1.SelfTestReport>(_ => new V1.SelfTestReport
        {
            Seconds = 61.2,
            Steps =
            {
                new V1.SelfTestStep { Name = "register", Seconds = 0.25, Detail = "2 recipes" },
                new V1.SelfTestStep
                {
                    Name = "train", Status = V1.StepStatus.Failed, Seconds = 60, Detail = "not done after 60 s",
                },
                new V1.SelfTestStep { Name = "predict", Status = V1.StepStatus.Skipped },
            },
        });

        var ran = await RunAsync("self-test", "--timeout", "60");

        Assert.Equal((1, ""), (ran.Code, ran.Errors));
        Assert.Equal(
            [
                "✓ register    0.25 s  2 recipes", "✗ train      60.00 s  not done after 60 s", "– predict    skipped",
                "the self-test has FAILED in 61.20 s",
            ],
            ran.Lines);
        Assert.Equal(60, Assert.Single(Server.Asked<V1.RunSelfTestRequest>()).Timeout.Seconds);
    }

    [Fact]
    public async Task A_test_that_has_passed_ends_with_0_and_is_there_as_JSON()
    {
        Server.On<V1.RunSelfTestRequest, V1.SelfTestReport>(_ => new V1.SelfTestReport
        {
            Passed = true, Seconds = 1, Steps = { new V1.SelfTestStep { Name = "register" } },
        });

        var ran = await RunAsync("self-test", "--json");

        Assert.Equal(0, ran.Code);
        Assert.True(ran.Json.GetProperty("passed").GetBoolean());
        Assert.Equal("PASSED", ran.Json.GetProperty("steps")[0].GetProperty("status").GetString());
        Assert.Null(Assert.Single(Server.Asked<V1.RunSelfTestRequest>()).Timeout);
    }
}
