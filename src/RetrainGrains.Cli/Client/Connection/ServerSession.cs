using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Health.V1;
using Grpc.Net.Client;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Connection;

/// <summary>A command's conversation with a server: the clients of its services, and where the answers go.</summary>
internal sealed class ServerSession : IDisposable
{
    // A page of models with their policies, or of a ledger.
    private const int AnswerBytesMax = 64 << 20;

    private readonly GrpcChannel channel;

    public ServerSession(
        ServerAddress address, ClientEnvironment environment, TimeProvider clock, CommandOutput output, bool json,
        CancellationToken cancellation)
    {
        (Address, Environment, Clock, Output) = (address, environment, clock, output);
        (Json, Cancellation) = (json, cancellation);
        channel = GrpcChannel.ForAddress(address.Url, new GrpcChannelOptions
        {
            HttpHandler = Handler(address), DisposeHttpClient = true, MaxReceiveMessageSize = AnswerBytesMax,
        });
        var invoker = channel.Intercept(new RetryInterceptor(clock)).Intercept(WithToken);
        Models = new(invoker);
        Policies = new(invoker);
        Observations = new(invoker);
        Repairs = new(invoker);
        Predictions = new(invoker);
        Runs = new(invoker);
        Fleet = new(invoker);
        Tokens = new(invoker);
        SelfTests = new(invoker);
        Health = new(invoker);
    }

    public ServerAddress Address { get; }
    public ClientEnvironment Environment { get; }
    public TimeProvider Clock { get; }
    public CommandOutput Output { get; }
    public bool Json { get; }
    public CancellationToken Cancellation { get; }

    public V1.Models.ModelsClient Models { get; }
    public V1.Policies.PoliciesClient Policies { get; }
    public V1.Observations.ObservationsClient Observations { get; }
    public V1.Repairs.RepairsClient Repairs { get; }
    public V1.Predictions.PredictionsClient Predictions { get; }
    public V1.Runs.RunsClient Runs { get; }
    public V1.Fleet.FleetClient Fleet { get; }
    public V1.Tokens.TokensClient Tokens { get; }
    public V1.SelfTests.SelfTestsClient SelfTests { get; }
    public Health.HealthClient Health { get; }

    /// <summary>The options of a call: it ends when the command is interrupted.</summary>
    public CallOptions Call => new(cancellationToken: Cancellation);

    /// <summary>Makes the id of one command, the same for all tries.</summary>
    public string NewRequestId() => $"retrain/{Guid.CreateVersion7(Clock.GetUtcNow()):N}";

    /// <summary>Shows an answer as JSON or to people, whichever was asked for, and ends with the code.</summary>
    public int Show(IMessage answer, Action forPeople, int code = ExitCode.Success)
    {
        if (Json) Output.WriteLine(WireJson.Document(answer));
        else forPeople();
        return code;
    }

    public void Dispose() => channel.Dispose();

    private Metadata WithToken(Metadata headers)
    {
        if (Address.Token is { } token) headers.Add("authorization", $"Bearer {token}");
        return headers;
    }

    private static SocketsHttpHandler Handler(ServerAddress address)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(10),
            // A server whose machine is gone is noticed within half a minute, however long a call may take.
            KeepAlivePingDelay = TimeSpan.FromSeconds(20),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        };
        if (address.Authorities is not { } authorities) return handler;
        var chain = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
        };
        chain.CustomTrustStore.AddRange(authorities);
        handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = chain };
        return handler;
    }
}
