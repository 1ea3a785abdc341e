using System.Net;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RetrainGrains.Gateway.Access;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Gateway.Tests.Availability;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Gateway.Tests;

/// <summary>A gateway on two loopback ports, as a host composes it: one for gRPC, one for REST.</summary>
internal sealed class GatewayServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly GrpcChannel channel;

    private GatewayServer(
        WebApplication application, IDatabase database, OutageDatabase outage, FakeFleet grains, ManualTime time)
    {
        this.application = application;
        (Database, Outage, Grains, Time) = (database, outage, grains, time);
        var server = application.Services.GetRequiredService<IServer>();
        var addresses = server.Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        GrpcAddress = new Uri(addresses[0]);
        channel = GrpcChannel.ForAddress(GrpcAddress);
        Rest = new HttpClient { BaseAddress = new Uri(addresses[1]) };
        Predictions = new V1.Predictions.PredictionsClient(channel);
        Observations = new V1.Observations.ObservationsClient(channel);
        Models = new V1.Models.ModelsClient(channel);
        Policies = new V1.Policies.PoliciesClient(channel);
        Repairs = new V1.Repairs.RepairsClient(channel);
        Runs = new V1.Runs.RunsClient(channel);
        Fleet = new V1.Fleet.FleetClient(channel);
        Tokens = new V1.Tokens.TokensClient(channel);
        Workers = new V1.Workers.WorkersClient(channel);
    }

    public IDatabase Database { get; }

    /// <summary>The same database as the gateway sees it: a test can take it away.</summary>
    public OutageDatabase Outage { get; }
    public ManualTime Time { get; }
    public FakeFleet Grains { get; }
    public Uri GrpcAddress { get; }
    public HttpClient Rest { get; }
    public V1.Predictions.PredictionsClient Predictions { get; }
    public V1.Observations.ObservationsClient Observations { get; }
    public V1.Models.ModelsClient Models { get; }
    public V1.Policies.PoliciesClient Policies { get; }
    public V1.Repairs.RepairsClient Repairs { get; }
    public V1.Runs.RunsClient Runs { get; }
    public V1.Fleet.FleetClient Fleet { get; }
    public V1.Tokens.TokensClient Tokens { get; }
    public V1.Workers.WorkersClient Workers { get; }

    public static async Task<GatewayServer> StartAsync(
        Func<IDatabase, IServingStore>? serving = null, WorkerOptions? workers = null,
        bool anonymous = true, ILoggerProvider? log = null, AccessOptions? access = null,
        string? importDirectory = null)
    {
        var database = SqliteDatabase.Open(new SqliteOptions());
        await database.MigrateAsync();
        var outage = new OutageDatabase(database);
        var grains = new FakeFleet();
        var time = new ManualTime();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (log is not null) builder.Logging.AddProvider(log);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddSingleton<IDatabase>(outage);
        builder.Services.AddSingleton<IFleet>(grains);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddGateway(
            new GatewayOptions
            {
                CommitPatience = Timeout.InfiniteTimeSpan, Workers = workers ?? new(),
                Access = access ?? new AccessOptions { Anonymous = anonymous }, ImportDirectory = importDirectory,
            });
        if (serving is not null) builder.Services.AddSingleton(serving(database));
        var application = builder.Build();
        application.MapGateway();
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new GatewayServer(application, database, outage, grains, time);
    }

    /// <summary>Puts a model into service that answers with a constant, and waits until it serves.</summary>
    public async Task ServeAsync(string modelId, double value)
    {
        await Database.ServeAsync(modelId, 1, value);
        await RefreshAsync();
    }

    /// <summary>Stores a token as another process might, and lets the gateway know it.</summary>
    public async Task<string> TokenAsync(string name, V1.Role role)
    {
        var secret = TokenSecret.Create();
        await Database.Tokens.CreateAsync(
            new TokenRow(name, TokenSecret.HashOf(secret), (int)role, "", Example.Start, "test"));
        await Get<TokenTable>().RefreshAsync(CancellationToken.None);
        return secret;
    }

    public T Get<T>() where T : notnull => application.Services.GetRequiredService<T>();

    public Task RefreshAsync() => application.Services.GetRequiredService<IServingHint>().ChangedAsync();

    public async ValueTask DisposeAsync()
    {
        Rest.Dispose();
        channel.Dispose();
        await application.DisposeAsync();
    }
}
