using System.Collections.Concurrent;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;

namespace Embedded.Grpc.Tests.Server;

public sealed class ServerInterceptorsTests
{
    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Interceptors_run_in_the_order_they_were_added_around_every_shape_of_call()
    {
        var log = new ConcurrentQueue<string>();
        await using var server = await EchoServer.StartAsync(
            options =>
            {
                options.Interceptors.Add<Recorder>("outer");
                options.Interceptors.Add<Recorder>("middle");
            },
            services =>
            {
                services.AddSingleton(log);
                services.AddGrpc().AddServiceOptions<EchoService>(own => own.Interceptors.Add<Recorder>("inner"));
            });
        using var channel = server.CreateChannel();
        var client = new Echo.EchoClient(channel);

        await client.UnaryAsync(new EchoRequest(), cancellationToken: TestEnd);
        using var collect = client.Collect(cancellationToken: TestEnd);
        await collect.RequestStream.CompleteAsync();
        await collect;
        using var repeat = client.Repeat(new EchoRequest(), cancellationToken: TestEnd);
        Assert.False(await repeat.ResponseStream.MoveNext(TestEnd));
        using var chat = client.Chat(cancellationToken: TestEnd);
        await chat.RequestStream.CompleteAsync();
        Assert.False(await chat.ResponseStream.MoveNext(TestEnd));

        string[] around = ["+outer", "+middle", "+inner", "-inner", "-middle", "-outer"];
        Assert.Equal([.. around, .. around, .. around, .. around], log);
    }

    [Fact]
    public async Task An_interceptor_can_refuse_a_call()
    {
        await using var server = await EchoServer.StartAsync(options => options.Interceptors.Add<Refuser>());
        using var channel = server.CreateChannel();
        var refusal = await Assert.ThrowsAsync<RpcException>(async () =>
            await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest(), cancellationToken: TestEnd));
        Assert.Equal(StatusCode.PermissionDenied, refusal.StatusCode);
    }

    [Fact]
    public void A_type_that_is_no_interceptor_is_refused_at_configuration() =>
        Assert.Throws<ArgumentException>(() => new InterceptorCollection().Add(typeof(string)));

    private sealed class Recorder(string name, ConcurrentQueue<string> log) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            RecordAsync(() => continuation(request, context));

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            ServerCallContext context,
            ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
            RecordAsync(() => continuation(requestStream, context));

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
            RecordAsync(async () =>
            {
                await continuation(request, responseStream, context);
                return true;
            });

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
            RecordAsync(async () =>
            {
                await continuation(requestStream, responseStream, context);
                return true;
            });

        private async Task<T> RecordAsync<T>(Func<Task<T>> rest)
        {
            log.Enqueue($"+{name}");
            var result = await rest();
            log.Enqueue($"-{name}");
            return result;
        }
    }

    private sealed class Refuser : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            throw new RpcException(new Status(StatusCode.PermissionDenied, "no"));
    }
}
