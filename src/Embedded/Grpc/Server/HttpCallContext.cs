using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Protocol;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server;

/// <summary>A call as its HTTP request tells it.</summary>
internal sealed partial class HttpCallContext : ServerCallContext, IDisposable
{
    private static readonly AuthContext Unauthenticated = new(null, []);

    private readonly string _method;
    private readonly TimeProvider _time;
    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;

    public HttpCallContext(HttpContext http, string method, ServiceSettings settings, TimeProvider time)
    {
        Http = http;
        _method = method;
        _time = time;
        _cancellationToken = http.RequestAborted;
        RequestEncoding = NullIfEmpty(http.Request.Headers[GrpcHeaderNames.Encoding].ToString());
        if (settings.Compression is { } level
            && MessageEncoding.AcceptsGzip(http.Request.Headers[GrpcHeaderNames.AcceptEncoding].ToString()))
        {
            ResponseCompression = level;
        }
        EnableDetailedErrors = settings.EnableDetailedErrors;
        PrepareResponse();
    }

    public HttpContext Http { get; }

    public string? RequestEncoding { get; }

    /// <summary>Null when responses go out plain.</summary>
    public CompressionLevel? ResponseCompression { get; }

    private bool EnableDetailedErrors { get; }

    protected override string MethodCore => _method;

    protected override string HostCore => Http.Request.Host.Value ?? "";

    protected override string PeerCore => Http.Connection.RemoteIpAddress switch
    {
        null => "unknown",
        { AddressFamily: AddressFamily.InterNetwork } address => $"ipv4:{address}:{Http.Connection.RemotePort}",
        { IsIPv4MappedToIPv6: true } address => $"ipv4:{address.MapToIPv4()}:{Http.Connection.RemotePort}",
        IPAddress address => $"ipv6:[{address}]:{Http.Connection.RemotePort}",
    };

    protected override DateTime DeadlineCore => _deadline;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= ReadRequestHeaders();

    protected override CancellationToken CancellationTokenCore => _cancellationToken;

    protected override Metadata ResponseTrailersCore => _responseTrailers ??= [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => Unauthenticated;

    protected override IDictionary<object, object> UserStateCore => Http.Items!;

    public Task StartResponseAsync() =>
        Http.Response.HasStarted ? Task.CompletedTask : Http.Response.StartAsync(CancellationToken.None);

    public void Dispose()
    {
        _timer?.Dispose();
        _deadlineOrAbort?.Dispose();
    }

    protected override async Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        BeginWrite();
        try
        {
            if (Http.Response.HasStarted)
            {
                throw new InvalidOperationException("Response headers can only be sent once per call.");
            }
            foreach (var entry in responseHeaders)
            {
                Http.Response.Headers.Append(entry.Key, MetadataHeaders.ValueOf(entry));
            }
            await Http.Response.BodyWriter.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            EndWrite();
        }
    }

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException("Pass the call's Deadline and CancellationToken on by value.");

    private void PrepareResponse()
    {
        Http.Response.ContentType = GrpcHeaderNames.ContentType;
        if (ResponseCompression is not null)
        {
            Http.Response.Headers[GrpcHeaderNames.Encoding] = MessageEncoding.Gzip;
        }
        if (RequestEncoding is not null && !MessageEncoding.IsSupported(RequestEncoding))
        {
            Http.Response.Headers[GrpcHeaderNames.AcceptEncoding] = MessageEncoding.Supported;
        }
    }

    private Metadata ReadRequestHeaders()
    {
        var metadata = new Metadata();
        foreach (var (name, values) in Http.Request.Headers)
        {
            if (MetadataHeaders.IsReserved(name))
            {
                continue;
            }
            foreach (var value in values)
            {
                MetadataHeaders.AddTo(metadata, name, value ?? "");
            }
        }
        return metadata;
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
