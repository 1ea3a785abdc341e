using System.Text.Json;

namespace Embedded.Grpc.Tests.Interop;

public sealed class PythonClientTests
{
    [Fact]
    public async Task A_python_client_gets_its_unary_message_back()
    {
        var answer = await RunAsync("unary");
        Assert.Equal("grüße", answer.GetProperty("text").GetString());
        Assert.Equal(
            Enumerable.Range(0, 256), answer.GetProperty("payload").EnumerateArray().Select(item => item.GetInt32()));
    }

    private static async Task<JsonElement> RunAsync(string scenario)
    {
        PythonPeer.SkipUnlessInstalled();
        await using var server = await EchoServer.StartAsync();
        using var client = PythonPeer.Start("client.py", server.Address.Authority, PythonPeer.StubDirectory, scenario);
        return JsonDocument.Parse(await client.ReadLineAsync()).RootElement;
    }
}
