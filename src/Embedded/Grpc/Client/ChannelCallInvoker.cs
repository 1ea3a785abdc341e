using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>Starts calls on a channel.</summary>
internal sealed class ChannelCallInvoker(GrpcChannel channel) : CallInvoker
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        AsyncUnaryCall(method, host, options, request).ResponseAsync.GetAwaiter().GetResult();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, options);
        call.Start(host, new UnaryContent<TRequest, TResponse>(call, request));
        return new AsyncUnaryCall<TResponse>(
            call.ReceiveSingleAsync(),
            static state => ((ClientCall<TRequest, TResponse>)state).ResponseHeaders,
            static state => ((ClientCall<TRequest, TResponse>)state).Status,
            static state => ((ClientCall<TRequest, TResponse>)state).Trailers,
            static state => ((ClientCall<TRequest, TResponse>)state).Dispose(),
            call);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, options);
        call.Start(host, new UnaryContent<TRequest, TResponse>(call, request));
        return new AsyncServerStreamingCall<TResponse>(
            new ResponseReader<TRequest, TResponse>(call),
            static state => ((ClientCall<TRequest, TResponse>)state).ResponseHeaders,
            static state => ((ClientCall<TRequest, TResponse>)state).Status,
            static state => ((ClientCall<TRequest, TResponse>)state).Trailers,
            static state => ((ClientCall<TRequest, TResponse>)state).Dispose(),
            call);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, options);
        var content = new StreamingContent();
        call.Start(host, content);
        return new AsyncClientStreamingCall<TRequest, TResponse>(
            new RequestWriter<TRequest, TResponse>(call, content),
            call.ReceiveSingleAsync(),
            static state => ((ClientCall<TRequest, TResponse>)state).ResponseHeaders,
            static state => ((ClientCall<TRequest, TResponse>)state).Status,
            static state => ((ClientCall<TRequest, TResponse>)state).Trailers,
            static state => ((ClientCall<TRequest, TResponse>)state).Dispose(),
            call);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, options);
        var content = new StreamingContent();
        call.Start(host, content);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            new RequestWriter<TRequest, TResponse>(call, content),
            new ResponseReader<TRequest, TResponse>(call),
            static state => ((ClientCall<TRequest, TResponse>)state).ResponseHeaders,
            static state => ((ClientCall<TRequest, TResponse>)state).Status,
            static state => ((ClientCall<TRequest, TResponse>)state).Trailers,
            static state => ((ClientCall<TRequest, TResponse>)state).Dispose(),
            call);
    }
}
