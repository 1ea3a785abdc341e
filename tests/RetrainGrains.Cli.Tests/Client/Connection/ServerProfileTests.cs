namespace RetrainGrains.Cli.Tests.Client.Connection;

/// <summary>The servers that a user has given names, and which of all that could name one is heard.</summary>
public sealed class ServerProfileTests : ClientTests
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Server.On<V1.ListRequest, V1.ListResponse>(_ => new V1.ListResponse());
        Variables.Remove("RETRAIN_URL");
        Write("live.token", "of-live");
    }

    [Theory]
    [InlineData("--profile live", "", "Bearer of-live")]
    [InlineData("--profile live", "RETRAIN_URL=http://localhost:1 RETRAIN_TOKEN=mine", "Bearer of-live")]
    [InlineData("", "RETRAIN_PROFILE=live", "Bearer of-live")]
    [InlineData("", "RETRAIN_PROFILE=live RETRAIN_TOKEN=mine", "Bearer mine")]
    [InlineData("--profile bare", "RETRAIN_TOKEN=mine", "Bearer mine")]
    [InlineData("", "", "Bearer of-live")]
    public async Task An_option_is_heard_before_the_environment_and_that_before_the_default(
        string options, string variables, string authorization)
    {
        Write("profiles.json", $$"""
            { "live": { "url": "{{Server.Url}}", "tokenFile": "live.token" }, "bare": { "url": "{{Server.Url}}" },
              "default": { "url": "{{Server.Url}}", "tokenFile": "live.token" } }
            """);
        foreach (var set in variables.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            Variables[set.Split('=')[0]] = set.Split('=')[1];

        var ran = await RunAsync(["models", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal((0, ""), (ran.Code, ran.Errors));
        Assert.Equal(authorization, Server.Authorization);
    }

    [Fact]
    public async Task An_address_that_is_given_needs_no_profile()
    {
        Variables["RETRAIN_PROFILE"] = "nobody";

        Assert.Equal(0, (await RunAsync("models", "--url", Server.Url)).Code);
    }

    [Fact]
    public async Task A_name_that_is_none_is_refused_with_those_that_are_and_without_a_file_with_what_to_write()
    {
        var none = await RunAsync("models", "--profile", "live");
        Write("profiles.json", """{ "a": { "url": "http://localhost:1" }, "b": { "url": 3, "key": "x" } }""");
        var other = await RunAsync("models", "--profile", "live");
        var wrong = await RunAsync("models", "--profile", "b");

        Assert.Equal((2, 2, 2), (none.Code, other.Code, wrong.Code));
        Assert.Contains("""write {"live": {"url": "http://localhost:5081", "tokenFile": "live.token"}}""", none.Errors);
        Assert.Contains("there are a, b", other.Errors);
        Assert.Contains("b.url: '3' must be a text", wrong.Errors);
        Assert.Contains("b.key: '\"x\"' is no setting here; there are ca, tokenFile, url", wrong.Errors);
    }
}
