using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Embedded.Grpc.Tests.Core;

public sealed class InterceptorTests
{
    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_client_interceptor_named_sees_a_call_first()
    {
        await using var server = await EchoServer.StartAsync();
        using var channel = server.CreateChannel();
        var log = new List<string>();
        var client = new Echo.EchoClient(channel.Intercept(new Recorder("outer", log), new Recorder("inner", log)));
        await client.UnaryAsync(new EchoRequest(), cancellationToken: TestEnd);
        client.Unary(new EchoRequest(), cancellationToken: TestEnd);
        using var repeat = client.Repeat(new EchoRequest(), cancellationToken: TestEnd);
        using var collect = client.Collect(cancellationToken: TestEnd);
        using var chat = client.Chat(cancellationToken: TestEnd);
        Assert.Equal(
            [
                "outer async", "inner async", "outer blocking", "inner blocking", "outer server stream",
                "inner server stream", "outer client stream", "inner client stream", "outer duplex", "inner duplex",
            ],
            log);
    }

    [Fact]
    public async Task A_client_interceptor_can_add_a_header()
    {
        await using var server = await EchoServer.StartAsync();
        using var channel = server.CreateChannel();
        string? received = null;
        server.Probe.Inspect = context => received = context.RequestHeaders.GetValue("authorization");
        await new Echo.EchoClient(channel.Intercept(new TokenAdder()))
            .UnaryAsync(new EchoRequest(), cancellationToken: TestEnd);
        Assert.Equal("Bearer token", received);
    }

    private sealed class TokenAdder : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            var headers = new Metadata { { "Authorization", "Bearer token" } };
            return continuation(request, new ClientInterceptorContext<TRequest, TResponse>(
                context.Method, context.Host, context.Options.WithHeaders(headers)));
        }
    }

    private sealed class Recorder(string name, List<string> log) : Interceptor
    {
        public override TResponse BlockingUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            BlockingUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            log.Add($"{name} blocking");
            return base.BlockingUnaryCall(request, context, continuation);
        }

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            log.Add($"{name} async");
            return base.AsyncUnaryCall(request, context, continuation);
        }

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            log.Add($"{name} server stream");
            return base.AsyncServerStreamingCall(request, context, continuation);
        }

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            log.Add($"{name} client stream");
            return base.AsyncClientStreamingCall(context, continuation);
        }

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            log.Add($"{name} duplex");
            return base.AsyncDuplexStreamingCall(context, continuation);
        }
    }
}
