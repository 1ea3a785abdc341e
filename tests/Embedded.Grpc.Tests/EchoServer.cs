using System.Net;
using Grpc.AspNetCore.Server;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Embedded.Grpc.Tests;

/// <summary>The echo service on a free loopback port.</summary>
public sealed class EchoServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private EchoServer(WebApplication application)
    {
        _application = application;
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Address = new Uri(addresses.Addresses.Single());
    }

    public Uri Address { get; }

    public EchoProbe Probe => _application.Services.GetRequiredService<EchoProbe>();

    public IServiceProvider Services => _application.Services;

    public static async Task<EchoServer> StartAsync(
        Action<GrpcServiceOptions>? options = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? map = null,
        HttpProtocols protocols = HttpProtocols.Http2)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        builder.Services.AddSingleton<EchoProbe>();
        builder.Services.AddGrpc(options ?? (_ => { }));
        services?.Invoke(builder.Services);
        var application = builder.Build();
        application.MapGrpcService<EchoService>();
        map?.Invoke(application);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new EchoServer(application);
    }

    public GrpcChannel CreateChannel(GrpcChannelOptions? options = null) =>
        GrpcChannel.ForAddress(Address, options ?? new GrpcChannelOptions());

    /// <summary>Stops after the running calls.</summary>
    public Task StopAsync() => _application.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>Stops without waiting for running calls.</summary>
    public async Task AbortAsync()
    {
        await _application.StopAsync(new CancellationToken(canceled: true));
        await DisposeAsync();
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
