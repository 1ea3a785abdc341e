using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Orleans.Dashboard;
using RetrainGrains.Gateway.Workers;
using RetrainGrains.Server.Hosting.Metrics;

namespace RetrainGrains.Server.Hosting;

/// <summary>One server. Stopping it drains requests, then actors, then closes the database.</summary>
public sealed class RetrainGrainsServer : IAsyncDisposable
{
    private readonly WebApplication application;

    private RetrainGrainsServer(WebApplication application, IDatabase database) =>
        (this.application, Database) = (application, database);

    public IDatabase Database { get; }
    public Uri Http => Address(0);

    /// <summary>Workers connect to every process; clients where there is a gateway.</summary>
    public Uri Grpc => Address(1);

    /// <summary>Runs until it is told to stop (SIGTERM, Ctrl+C).</summary>
    public static async Task<int> RunAsync(ServerOptions options)
    {
        await using var server = await StartAsync(options);
        var (log, database) = (server.application.Logger, DatabaseOpening.Describe(options));
        if (options.Role == ServerRole.Silo) log.Running(options.SiloPort, server.Http, database);
        else log.Serving(server.Http, server.Grpc, database);
        await server.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Answers when requests are taken; what <paramref name="customise"/> adds goes first.</summary>
    public static async Task<RetrainGrainsServer> StartAsync(
        ServerOptions options, Action<WebApplicationBuilder>? customise = null, CancellationToken cancellation = default)
    {
        var database = await DatabaseOpening.OpenAsync(options, cancellation);
        WebApplication? application = null;
        try
        {
            application = Compose(options, database, customise);
            await application.StartAsync(cancellation);
            return new RetrainGrainsServer(application, database);
        }
        catch
        {
            // What has started already must not go on without its database.
            if (application is not null) await StopAsync(application);
            await database.DisposeAsync();
            throw;
        }
    }

    public Task WaitForShutdownAsync() => application.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync(application);
        await Database.DisposeAsync();
    }

    private static async Task StopAsync(WebApplication application)
    {
        await application.StopAsync();
        await application.DisposeAsync();
    }

    private static WebApplication Compose(
        ServerOptions options, IDatabase database, Action<WebApplicationBuilder>? customise)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddConsoleLog();
        customise?.Invoke(builder);
        builder.ListenOn(options);
        builder.AddMetrics(options.Role.ToString().ToLowerInvariant());
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = TimeSpan.FromSeconds(options.ShutdownSeconds);
            // A gateway predicts while it still waits for its first silo.
            host.ServicesStartConcurrently = options.Role == ServerRole.Gateway;
        });
        builder.UseFleetRuntime(options.Runtime);
        builder.Services.AddSingleton(database);
        if (options.Role != ServerRole.Gateway) builder.Services.AddSilo(options, database);
        if (options.Role != ServerRole.Silo) builder.Services.AddApi(options);
        else builder.Services.AddWorkers().AddSingleton<IServingHint, PulledServing>();
        var application = builder.Build();
        if (options.Role != ServerRole.Gateway) application.MapOrleansDashboard(routePrefix: "/orleans");
        if (options.Role != ServerRole.Silo) application.MapApi();
        else application.MapTraining();
        return application;
    }

    private Uri Address(int index) => new(application.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.ElementAt(index));
}
