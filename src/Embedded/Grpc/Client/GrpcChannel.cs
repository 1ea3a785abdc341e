using System.Collections.Concurrent;
using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>A long-lived route to one server over HTTP/2; calls share its connections.</summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly Uri _address;
    private readonly HttpMessageInvoker _invoker;
    private readonly bool _ownsInvoker;
    private readonly ConcurrentDictionary<string, Uri> _methodAddresses = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _disposed = new();

    private GrpcChannel(Uri address, GrpcChannelOptions options) : base(address.Authority)
    {
        if (options is { HttpClient: not null, HttpHandler: not null })
        {
            throw new ArgumentException("HttpClient and HttpHandler have been configured; only one may be.");
        }
        _address = address;
        Options = options;
        Disposed = _disposed.Token;
        _ownsInvoker = options.DisposeHttpClient || options is { HttpClient: null, HttpHandler: null };
        _invoker = options.HttpClient
            ?? new HttpMessageInvoker(options.HttpHandler ?? CreateHandler(), disposeHandler: _ownsInvoker);
    }

    internal GrpcChannelOptions Options { get; }

    internal CancellationToken Disposed { get; }

    public static GrpcChannel ForAddress(string address) => ForAddress(new Uri(address));

    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions) =>
        ForAddress(new Uri(address), channelOptions);

    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new GrpcChannelOptions());

    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(channelOptions);
        if (address is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            throw new ArgumentException($"Address '{address}' must begin with http:// or https://.", nameof(address));
        }
        return new GrpcChannel(address, channelOptions);
    }

    public override CallInvoker CreateCallInvoker()
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        return new ChannelCallInvoker(this);
    }

    /// <summary>Cancels the calls that still run.</summary>
    public void Dispose()
    {
        if (_disposed.IsCancellationRequested)
        {
            return;
        }
        _disposed.Cancel();
        if (_ownsInvoker)
        {
            _invoker.Dispose();
        }
    }

    // One entry per generated method, so the dictionary cannot outgrow the code.
    internal Uri AddressOf(IMethod method) =>
        _methodAddresses.GetOrAdd(method.FullName, static (path, address) => new Uri(address, path), _address);

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _invoker is HttpClient client
            ? client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            : _invoker.SendAsync(request, cancellationToken);

    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }

    private static SocketsHttpHandler CreateHandler() => new()
    {
        EnableMultipleHttp2Connections = true,
        AllowAutoRedirect = false,
        UseCookies = false,
    };
}
