namespace RetrainGrains.Gateway.Tests.Interop;

/// <summary>The gateway as another implementation of gRPC sees it.</summary>
public sealed class PythonClientTests(PythonClient client) : IClassFixture<PythonClient>
{
    [Theory]
    [InlineData("predict", """{"ids": ["gr\u00fc\u00dfe"], "values": [12.0], "version": "1.0.1"}""")]
    [InlineData("compressed", """{"ids": ["c1", "c2"], "values": [12.0], "version": "1.0.1"}""")]
    public async Task A_python_client_is_answered_with_the_prediction_and_its_version(string scenario, string answer) =>
        Assert.Equal(answer, (await client.PlayAsync(scenario)).GetRawText());

    [Theory]
    [InlineData("refused", "INVALID_ARGUMENT", "model_id: 'grüße' must be 1 to 200 of: letters and digits of ASCII")]
    [InlineData("unknown", "NOT_FOUND", "model_id: 'nobody' must ")]
    [InlineData("large", "INVALID_ARGUMENT", "… (5242880 characters)' must have 1 to 200 characters")]
    [InlineData("too large", "RESOURCE_EXHAUSTED", "message size")]
    public async Task A_python_client_is_told_why_its_request_was_refused(string scenario, string code, string detail)
    {
        var answer = await client.PlayAsync(scenario);

        Assert.Equal(code, answer.GetProperty("code").GetString());
        Assert.Contains(detail, answer.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_python_clients_deadline_ends_a_call_whose_model_does_not_answer()
    {
        Assert.Equal("DEADLINE_EXCEEDED", (await client.PlayAsync("deadline")).GetProperty("code").GetString());

        await client.SlowAsked.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_python_client_that_takes_its_call_back_gets_the_next_one_answered()
    {
        Assert.Equal("CANCELLED", (await client.PlayAsync("cancelled")).GetProperty("code").GetString());

        Assert.Equal("1.0.1", (await client.PlayAsync("predict")).GetProperty("version").GetString());
    }
}
