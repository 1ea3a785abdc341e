using System.IO.Compression;
using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Protocol;

namespace Grpc.Net.Client;

/// <summary>One running call: sends the request, reads the response, and ends with one outcome.</summary>
internal sealed partial class ClientCall<TRequest, TResponse>(
    GrpcChannel channel, Method<TRequest, TResponse> method, CallOptions options) : IDisposable
    where TRequest : class
    where TResponse : class
{
    private readonly TaskCompletionSource<Metadata> _responseHeaders =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task<MessageReader<TResponse>?> _opened = Task.FromResult<MessageReader<TResponse>?>(null);
    private HttpContent? _content;
    private HttpResponseMessage? _response;
    private bool _receivedAny;

    public Task<Metadata> ResponseHeaders => _responseHeaders.Task;

    public CallOptions Options => options;

    public CancellationToken Aborted => _aborted.Token;

    public void Start(string? host, HttpContent content)
    {
        _content = content;
        var timeout = WatchForTheEnd();
        if (!IsOver)
        {
            _opened = OpenAsync(BuildRequest(host, content, timeout));
        }
    }

    public MessageWriter<TRequest> CreateWriter(PooledBufferWriter target) =>
        new(target, method.RequestMarshaller, channel.Options.MaxSendMessageSize);

    public CompressionLevel? CompressionFor(WriteOptions? writeOptions) =>
        MayCompress && (writeOptions ?? options.WriteOptions)?.Flags.HasFlag(WriteFlags.NoCompress) != true
            ? CompressionLevel.Fastest
            : null;

    public async Task<TResponse> ReceiveSingleAsync()
    {
        var response = await ReceiveAsync().ConfigureAwait(false);
        if (await ReceiveAsync().ConfigureAwait(false) is not null)
        {
            throw Fail(GrpcErrors.Internal("The server sent more than one response message."));
        }
        return response!;
    }

    /// <summary>The next response, or null after the last of a call that ended OK.</summary>
    public async Task<TResponse?> ReceiveAsync()
    {
        if (await _opened.ConfigureAwait(false) is { } reader && !IsOver)
        {
            try
            {
                if (await reader.ReadAsync(Aborted).ConfigureAwait(false) is { } message)
                {
                    _receivedAny = true;
                    return message;
                }
                End(ResponseOutcome.FromTrailers(_response!));
            }
            catch (Exception e)
            {
                throw Fail(e);
            }
        }
        return await EndOfStreamAsync().ConfigureAwait(false);
    }

    private bool ExpectsSingle => method.Type is MethodType.Unary or MethodType.ClientStreaming;

    private bool MayCompress => options.Headers?.GetValue(GrpcHeaderNames.RequestEncoding) == MessageEncoding.Gzip;

    private async Task<MessageReader<TResponse>?> OpenAsync(HttpRequestMessage request)
    {
        try
        {
            _response = await channel.SendAsync(request, Aborted).ConfigureAwait(false);
            if (IsOver)
            {
                // The end came too early to see this response, so nobody else will dispose it.
                _response.Dispose();
                return null;
            }
            var headers = ResponseOutcome.MetadataOf(_response.Headers);
            _responseHeaders.TrySetResult(headers);
            if (ResponseOutcome.FromHeaders(_response, headers) is { } outcome)
            {
                End(outcome);
                return null;
            }
            var body = await _response.Content.ReadAsStreamAsync(Aborted).ConfigureAwait(false);
            return new MessageReader<TResponse>(
                PipeReader.Create(body), method.ResponseMarshaller, channel.Options.MaxReceiveMessageSize)
            {
                Encoding = ResponseOutcome.ValueOf(_response.Headers, GrpcHeaderNames.Encoding),
            };
        }
        catch (Exception e)
        {
            Fail(e);
            return null;
        }
    }

    private HttpRequestMessage BuildRequest(string? host, HttpContent content, TimeSpan? timeout)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, channel.AddressOf(method))
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        content.Headers.TryAddWithoutValidation("Content-Type", GrpcHeaderNames.ContentType);
        var headers = request.Headers;
        headers.Host = host;
        headers.TryAddWithoutValidation("TE", "trailers");
        headers.TryAddWithoutValidation("User-Agent", "grpc-csharp-embedded/0.1");
        headers.TryAddWithoutValidation(GrpcHeaderNames.AcceptEncoding, MessageEncoding.Supported);
        if (MayCompress)
        {
            headers.TryAddWithoutValidation(GrpcHeaderNames.Encoding, MessageEncoding.Gzip);
        }
        if (timeout is { } remaining)
        {
            headers.TryAddWithoutValidation(GrpcHeaderNames.Timeout, GrpcTimeout.Format(remaining));
        }
        foreach (var entry in options.Headers ?? Metadata.Empty)
        {
            if (entry.Key != GrpcHeaderNames.RequestEncoding)
            {
                headers.TryAddWithoutValidation(entry.Key, MetadataHeaders.ValueOf(entry));
            }
        }
        return request;
    }
}
