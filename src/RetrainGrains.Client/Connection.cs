using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;

namespace RetrainGrains.Client;

/// <summary>The channel to a server: TLS, the token in every call, and repetitions with growing pauses.</summary>
internal sealed class Connection : IDisposable
{
    // A page of models with their policies, or of a ledger.
    private const int AnswerBytesMax = 64 << 20;

    // With the pauses below more than five minutes: a call's own time ends it before.
    private const int TriesMax = 64;

    private readonly GrpcChannel channel;

    public Connection(RetrainClientOptions options)
    {
        channel = GrpcChannel.ForAddress(options.Url, new GrpcChannelOptions
        {
            HttpHandler = Handler(options.Authorities),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = AnswerBytesMax,
            MaxRetryAttempts = TriesMax,
            ServiceConfig = Repetitions(),
        });
        Invoker = options.Token is { } token
            ? channel.Intercept(headers =>
            {
                headers.Add("authorization", $"Bearer {token}");
                return headers;
            })
            : channel.CreateCallInvoker();
    }

    public CallInvoker Invoker { get; }

    public void Dispose() => channel.Dispose();

    // The same bytes are sent again, and with them the same request id or prediction id: the server carries out each
    // once. Tokens have neither.
    private static ServiceConfig Repetitions() => new()
    {
        MethodConfigs =
        {
            new MethodConfig { Names = { new MethodName { Service = "retraingrains.v1.Tokens" } } },
            new MethodConfig
            {
                Names = { MethodName.Default },
                RetryPolicy = new RetryPolicy
                {
                    MaxAttempts = TriesMax,
                    InitialBackoff = TimeSpan.FromSeconds(0.2),
                    MaxBackoff = TimeSpan.FromSeconds(5),
                    BackoffMultiplier = 2,
                    RetryableStatusCodes = { StatusCode.Unavailable, StatusCode.ResourceExhausted },
                },
            },
        },
    };

    private static SocketsHttpHandler Handler(X509Certificate2Collection? authorities)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(10),
            // A server whose machine is gone is noticed within half a minute, however long a call may take.
            KeepAlivePingDelay = TimeSpan.FromSeconds(20),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            // A stream of batches and others beside it are more than one connection carries well.
            EnableMultipleHttp2Connections = true,
        };
        if (authorities is null) return handler;
        var chain = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
        };
        chain.CustomTrustStore.AddRange(authorities);
        handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = chain };
        return handler;
    }
}
