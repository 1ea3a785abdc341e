using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RetrainGrains.Cli.Tests.Client;

/// <summary>A server of the protocol on loopback that answers each kind of request as a test says.</summary>
internal sealed class FakeServer : Interceptor, IAsyncDisposable
{
    private readonly ConcurrentDictionary<Type, Func<object, object>> answers = [];
    private readonly ConcurrentQueue<IMessage> asked = [];
    private readonly WebApplication application;

    private FakeServer(X509Certificate2? certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        builder.Services.AddSingleton(this);
        builder.Services.AddGrpc(grpc => grpc.Interceptors.Add<FakeServer>());
        application = builder.Build();
        application.MapGrpcService<Models>();
        application.MapGrpcService<Policies>();
        application.MapGrpcService<Fleet>();
        application.MapGrpcService<Tokens>();
        application.MapGrpcService<Predictions>();
        application.MapGrpcService<Observations>();
        application.MapGrpcService<SelfTests>();
        application.MapGrpcService<Repairs>();
        application.MapGrpcService<Healthy>();
    }

    public string Url => application.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    /// <summary>The time that it says it is.</summary>
    public DateTimeOffset Now { get; set; } = HurriedClock.Now;

    /// <summary>The authorization that the latest call bore.</summary>
    public string? Authorization { get; private set; }

    public static async Task<FakeServer> StartAsync(X509Certificate2? certificate = null)
    {
        var server = new FakeServer(certificate);
        await server.application.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public void On<TRequest, TResponse>(Func<TRequest, TResponse> answer) where TResponse : class =>
        answers[typeof(TRequest)] = request => answer((TRequest)request);

    public void OnWatch(Func<V1.WatchRequest, IEnumerable<V1.LedgerEntry>> answer) =>
        On(answer);

    public void Refuse<TRequest>(StatusCode code, string detail) =>
        answers[typeof(TRequest)] = _ => throw new RpcException(new Status(code, detail));

    public TRequest[] Asked<TRequest>() => [.. asked.OfType<TRequest>()];

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        Task.FromResult((TResponse)Answer(request, context));

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        foreach (var line in (IEnumerable<TResponse>)Answer(request, context))
            await responseStream.WriteAsync(line, context.CancellationToken);
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private object Answer(object request, ServerCallContext context)
    {
        asked.Enqueue((IMessage)request);
        context.GetHttpContext().Response.Headers.Date = Now.ToString("R");
        Authorization = context.RequestHeaders.GetValue("authorization");
        return answers.TryGetValue(request.GetType(), out var answer)
            ? answer(request)
            : throw new RpcException(new Status(StatusCode.Unimplemented, ""));
    }

    private sealed class Models : V1.Models.ModelsBase;

    private sealed class Policies : V1.Policies.PoliciesBase;

    private sealed class Fleet : V1.Fleet.FleetBase;

    private sealed class Tokens : V1.Tokens.TokensBase;

    private sealed class Predictions : V1.Predictions.PredictionsBase;

    private sealed class Observations : V1.Observations.ObservationsBase;

    private sealed class Repairs : V1.Repairs.RepairsBase;

    private sealed class SelfTests : V1.SelfTests.SelfTestsBase;

    private sealed class Healthy : Health.HealthBase;
}
