using Grpc.Core;

namespace RetrainGrains.Cli.Tests.Client.Completing;

/// <summary>The words that can follow what is typed; real shells try the scripts beside a real server.</summary>
public sealed class CompletionTests : ClientTests
{
    [Fact]
    public async Task Ids_of_models_are_asked_of_the_server()
    {
        Server.On<V1.ListRequest, V1.ListResponse>(_ => new V1.ListResponse
        {
            Models = { new V1.Model { ModelId = "air/east" }, new V1.Model { ModelId = "bike" } },
        });

        Assert.Contains("air/east\n", await SuggestAsync("describe a"));
        Assert.DoesNotContain("bike\n", await SuggestAsync("describe a"));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_no_error()
    {
        Server.Refuse<V1.ListRequest>(StatusCode.PermissionDenied, "no");
        Assert.DoesNotContain("no", await SuggestAsync("describe n"));
        Variables["RETRAIN_URL"] = "nonsense";

        Assert.Contains("--json\n", await SuggestAsync("describe --j"));
    }

    [Fact]
    public async Task Another_shell_is_refused()
    {
        var ran = await RunAsync("completion", "fish");

        Assert.Equal((2, "SHELL: 'fish' must be bash or zsh\n"), (ran.Code, ran.Errors));
    }

    private async Task<string> SuggestAsync(string typed) =>
        (await RunAsync($"[suggest:{typed.Length}]", typed)).Output;
}
