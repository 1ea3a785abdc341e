using System.Net;
using System.Net.Http.Headers;
using Google.Rpc;
using Grpc.Core;
using RetrainGrains.Gateway.Access;
using RetrainGrains.Gateway.Options;

namespace RetrainGrains.Gateway.Tests.Access;

/// <summary>The limits of tokens, and of addresses that no token vouches for.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task A_token_makes_so_many_requests_a_second_and_is_told_when_it_may_go_on()
    {
        await using var server = await StartAsync(new LimitOptions { TokenRequestsPerSecond = 2 });
        var ann = await server.TokenAsync("ann", V1.Role.Viewer);
        var bob = await server.TokenAsync("bob", V1.Role.Viewer);
        await ListAsync(server, ann);
        await ListAsync(server, ann);

        var error = await Assert.ThrowsAsync<RpcException>(() => ListAsync(server, ann));

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Equal(
            "token: 'ann' has a limit of 2 requests a second (RetrainGrains:Limits:TokenRequestsPerSecond); "
                + "try again in 0.5 s",
            error.Status.Detail);
        Assert.Equal("500", error.Trailers.GetValue("grpc-retry-pushback-ms"));
        var told = Google.Rpc.Status.Parser.ParseFrom(error.Trailers.GetValueBytes("grpc-status-details-bin"));
        Assert.Equal(TimeSpan.FromSeconds(0.5), told.Details[1].Unpack<RetryInfo>().RetryDelay.ToTimeSpan());
        var answer = await GetAsync(server, "v1/models", ann);
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta);
        Assert.Contains("TokenRequestsPerSecond", await answer.Content.ReadAsStringAsync());
        await ListAsync(server, bob);
        server.Time.Advance(TimeSpan.FromSeconds(0.5));
        await ListAsync(server, ann);
    }

    [Fact]
    public async Task A_token_has_so_many_requests_at_once_and_each_makes_room_when_it_ends()
    {
        await using var server = await StartAsync(new LimitOptions { TokenRequestsAtOnce = 1 });
        var ann = await server.TokenAsync("ann", V1.Role.Predictor);
        await server.ServeAsync("a", 4);
        using (var stream = server.Predictions.PredictStream(Bearer(ann)))
        {
            await stream.RequestStream.WriteAsync(Batch(1));
            Assert.True(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

            var error = await Assert.ThrowsAsync<RpcException>(() => ListAsync(server, ann));

            Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
            Assert.StartsWith("token: 'ann' has a limit of 1 requests at once", error.Status.Detail);
            await stream.RequestStream.CompleteAsync();
            Assert.False(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        }
        // The client knows of the end before the server has done what it does after it.
        while (await StatusAsync(server, ann) != StatusCode.OK)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task A_token_has_so_many_rows_a_second_and_a_large_request_is_paid_for_by_the_next()
    {
        await using var server = await StartAsync(new LimitOptions { TokenRowsPerSecond = 10 });
        var ann = Bearer(await server.TokenAsync("ann", V1.Role.Predictor));
        await server.ServeAsync("a", 4);
        await server.Predictions.PredictBatchAsync(Batch(25), ann);

        var error = await Assert.ThrowsAsync<RpcException>(
            () => server.Predictions.PredictBatchAsync(Batch(1), ann).ResponseAsync);

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Equal(
            "token: 'ann' has a limit of 10 rows a second (RetrainGrains:Limits:TokenRowsPerSecond); "
                + "try again in 1.6 s",
            error.Status.Detail);
        server.Time.Advance(TimeSpan.FromSeconds(1.6));
        await server.Predictions.PredictBatchAsync(Batch(1), ann);
    }

    [Fact]
    public async Task A_stream_that_is_too_fast_is_made_to_wait_and_not_ended()
    {
        await using var server = await StartAsync(new LimitOptions { TokenRowsPerSecond = 10 });
        await server.ServeAsync("a", 4);
        using var stream = server.Predictions.PredictStream(
            Bearer(await server.TokenAsync("ann", V1.Role.Predictor)));
        await stream.RequestStream.WriteAsync(Batch(20));
        Assert.True(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        await stream.RequestStream.WriteAsync(Batch(1));
        var answer = stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken);

        await server.Time.PassUntilAsync(answer);
        Assert.True(await answer);
        Assert.True(server.Time.GetUtcNow() >= Start.AddSeconds(1.1));
    }

    [Fact]
    public async Task An_address_makes_so_many_requests_that_no_token_vouches_for_and_those_of_tokens_go_on()
    {
        await using var server = await StartAsync(new LimitOptions { AddressRequestsPerSecond = 2 });
        var ann = await server.TokenAsync("ann", V1.Role.Viewer);
        Assert.Equal(StatusCode.Unauthenticated, await StatusAsync(server, TokenSecret.Create()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(server, "v1/models", "x")).StatusCode);

        var error = await Assert.ThrowsAsync<RpcException>(() => ListAsync(server, TokenSecret.Create()));

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Equal(
            "address: '127.0.0.1' has a limit of 2 requests a second without a token that is known "
                + "(RetrainGrains:Limits:AddressRequestsPerSecond); try again in 0.5 s",
            error.Status.Detail);
        var page = await GetAsync(server, "health/live", "");
        Assert.Equal(HttpStatusCode.TooManyRequests, page.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), page.Headers.RetryAfter!.Delta);
        for (var i = 0; i < 10; i++) await ListAsync(server, ann);
        server.Time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(server, "health/live", "")).StatusCode);
    }

    [Fact]
    public void Settings_out_of_their_range_are_all_named()
    {
        var options = new LimitOptions { TokenRowsPerSecond = -1, AddressRequestsPerSecond = 100_000_000 };

        Assert.Equal(
            ["TokenRowsPerSecond", "AddressRequestsPerSecond"], options.Problems().Select(problem => problem.Setting));
    }

    private static DateTimeOffset Start => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static Task<GatewayServer> StartAsync(LimitOptions limits) =>
        GatewayServer.StartAsync(access: new AccessOptions { Limits = limits });

    private static V1.PredictBatchRequest Batch(int rows) => new()
    {
        ModelId = "a",
        Rows = { Enumerable.Range(0, rows).Select(_ => WireRows.Prediction($"{Guid.CreateVersion7()}")) },
    };

    private static Metadata Bearer(string secret) => new() { { "authorization", $"Bearer {secret}" } };

    private static async Task ListAsync(GatewayServer server, string secret) =>
        await server.Models.ListAsync(new V1.ListRequest(), Bearer(secret));

    private static async Task<StatusCode> StatusAsync(GatewayServer server, string secret)
    {
        try
        {
            await ListAsync(server, secret);
            return StatusCode.OK;
        }
        catch (RpcException error)
        {
            return error.StatusCode;
        }
    }

    private static async Task<HttpResponseMessage> GetAsync(GatewayServer server, string path, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (secret.Length > 0) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return await server.Rest.SendAsync(request);
    }
}
