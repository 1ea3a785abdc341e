using System.IO.Compression;
using Grpc.Core;
using Grpc.Protocol;

namespace Grpc.AspNetCore.Server;

/// <summary>One running call with typed messages: what a handler reads from and writes to.</summary>
internal sealed class ServerCall<TRequest, TResponse> where TRequest : class where TResponse : class
{
    private readonly MessageReader<TRequest> _reader;
    private readonly MessageWriter<TResponse> _writer;
    private RequestStream<TRequest>? _requests;
    private ResponseStream<TResponse>? _responses;

    public ServerCall(HttpCallContext context, Method<TRequest, TResponse> method, ServiceSettings settings)
    {
        Context = context;
        _reader = new MessageReader<TRequest>(
            context.Http.Request.BodyReader, method.RequestMarshaller, settings.MaxReceiveMessageSize)
        {
            Encoding = context.RequestEncoding,
        };
        _writer = new MessageWriter<TResponse>(
            context.Http.Response.BodyWriter, method.ResponseMarshaller, settings.MaxSendMessageSize);
    }

    public HttpCallContext Context { get; }

    public RequestStream<TRequest> Requests => _requests ??= new RequestStream<TRequest>(_reader, Context);

    public ResponseStream<TResponse> Responses => _responses ??= new ResponseStream<TResponse>(Context, WriteAsync);

    public ValueTask<TRequest> ReadRequestAsync() => _reader.ReadSingleAsync(Context.CancellationToken);

    /// <summary>The only response of a call; it travels together with the trailers.</summary>
    public Task WriteResponseAsync(TResponse? response) =>
        response is null
            ? throw GrpcErrors.Cancelled("No message returned from method.")
            : WriteAsync(response, flush: false, CancellationToken.None);

    public async Task WriteAsync(TResponse message, bool flush, CancellationToken cancellationToken)
    {
        Context.BeginWrite();
        var abandoned = false;
        try
        {
            await Context.StartResponseAsync().ConfigureAwait(false);
            _writer.Write(message, Compression);
            if (flush)
            {
                await FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            abandoned = true;
            throw;
        }
        finally
        {
            // An abandoned write is still in progress below, so it keeps the next one out.
            if (!abandoned)
            {
                Context.EndWrite();
            }
        }
    }

    /// <summary>
    /// Waits for room. The server would reset the stream for a cancelled flush, so only the wait ends.
    /// </summary>
    private Task FlushAsync(CancellationToken cancellationToken)
    {
        var flushing = Context.Http.Response.BodyWriter.FlushAsync(CancellationToken.None);
        if (flushing.IsCompletedSuccessfully)
        {
            _ = flushing.Result;
            return Task.CompletedTask;
        }
        return flushing.AsTask().WaitAsync(cancellationToken);
    }

    private CompressionLevel? Compression =>
        Context.WriteOptions?.Flags.HasFlag(WriteFlags.NoCompress) == true ? null : Context.ResponseCompression;
}
