using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Orleans.Dashboard;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Notifications;
using RetrainGrains.Fleet.Serving;
using RetrainGrains.Gateway.Workers;
using RetrainGrains.Orleans;
using RetrainGrains.Server.Options;
using RetrainGrains.Storage;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Server.Hosting;

/// <summary>A server. Stopping it drains requests, then actors, then closes the database.</summary>
public sealed partial class RetrainGrainsServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly DatabaseLock? taken;

    private RetrainGrainsServer(WebApplication application, IDatabase database, DatabaseLock? taken) =>
        (this.application, Database, this.taken) = (application, database, taken);

    public IDatabase Database { get; }
    public Uri Http => Address(0);

    /// <summary>The address of gRPC: workers connect to every process, clients where there is a gateway.</summary>
    public Uri Grpc => Address(1);

    /// <summary>
    /// Begins a server with the configuration that ASP.NET makes: appsettings.json and appsettings.{Environment}.json
    /// beside the program, the environment, the command line. The demo is an environment of its own.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder(params string[] arguments)
    {
        var line = CommandLine.Parse(arguments);
        return WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = [.. line.Arguments],
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = line.AsksForDemo ? nameof(Demo) : null,
        });
    }

    /// <summary>Runs until it is told to stop (SIGTERM, Ctrl+C).</summary>
    public static async Task<int> RunAsync(ServerOptions options, WebApplicationBuilder builder)
    {
        await using var server = await StartAsync(options, builder);
        var (log, database) = (server.application.Logger, DatabaseOpening.Describe(options));
        if (options.Role == ServerRole.Silo) LogRunning(log, options.SiloPort, server.Http, database);
        else LogServing(log, server.Http, server.Grpc, database);
        await server.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Answers when requests are taken; what the builder holds already goes first.</summary>
    public static async Task<RetrainGrainsServer> StartAsync(
        ServerOptions options, WebApplicationBuilder? builder = null, CancellationToken cancellation = default)
    {
        var (database, taken) = await DatabaseOpening.OpenAsync(options, cancellation);
        WebApplication? application = null;
        try
        {
            var token = await FirstToken.EnsureAsync(options, database, cancellation);
            application = Compose(options, database, builder ?? CreateBuilder());
            if (token is not null) LogFirstToken(application.Logger, token);
            if (options.Role != ServerRole.Silo) await LoadServingAsync(application, cancellation);
            await application.StartAsync(cancellation);
            return new RetrainGrainsServer(application, database, taken);
        }
        catch
        {
            // What has started already must not go on without its database.
            if (application is not null) await StopAsync(application);
            await database.DisposeAsync();
            taken?.Dispose();
            throw;
        }
    }

    public Task WaitForShutdownAsync() => application.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync(application);
        await Database.DisposeAsync();
        taken?.Dispose();
    }

    private static async Task StopAsync(WebApplication application)
    {
        await application.StopAsync();
        await application.DisposeAsync();
    }

    // Before the first request, so that a restart refuses nobody.
    private static async Task LoadServingAsync(WebApplication application, CancellationToken cancellation)
    {
        var serving = application.Services.GetRequiredService<ServingTable>();
        await serving.RefreshAsync(cancellation);
        LogReady(application.Logger, serving.Count);
    }

    private static WebApplication Compose(ServerOptions options, IDatabase database, WebApplicationBuilder builder)
    {
        builder.ListenOn(options);
        builder.AddTelemetry(options.Role);
        WatchdogLog.LeaveOutFirstLook(builder.Logging, TimeProvider.System);
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = TimeSpan.FromSeconds(options.ShutdownSeconds);
            // A gateway predicts while it still waits for its first silo.
            host.ServicesStartConcurrently = options.Role == ServerRole.Gateway;
        });
        builder.UseFleetRuntime(options.Runtime);
        builder.Services.AddSingleton(database);
        if (database is SqliteDatabase file)
        {
            builder.Services.AddHostedService(
                provider => ActivatorUtilities.CreateInstance<Checkpoints>(provider, file));
        }
        if (options.Role != ServerRole.Gateway) builder.Services.AddSilo(options, database);
        if (options.Role != ServerRole.Silo) builder.Services.AddApi(options);
        else builder.Services.AddWorkers(options.Access).AddSingleton<IServingHint, PulledServing>();
        var application = builder.Build();
        // A channel that nobody knows is found now, and not by the first notification.
        if (options.Role != ServerRole.Gateway) application.Services.GetRequiredService<NotificationSender>();
        if (options.Role != ServerRole.Silo) application.MapApi();
        else application.MapTraining();
        if (options.Role != ServerRole.Gateway) application.MapOrleansDashboard(routePrefix: "/orleans");
        application.MapPrometheusScrapingEndpoint();
        return application;
    }

    private Uri Address(int index) => new(application.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.ElementAt(index));

    [LoggerMessage(LogLevel.Information, "Serving REST on {Http} and gRPC on {Grpc}, from {Database}")]
    private static partial void LogServing(ILogger log, Uri http, Uri grpc, string database);

    [LoggerMessage(
        LogLevel.Information, "Running actors on port {SiloPort}, health and metrics on {Http}, from {Database}")]
    private static partial void LogRunning(ILogger log, int siloPort, Uri http, string database);

    [LoggerMessage(
        LogLevel.Information, "An administrator's token was made; it lies in {File}, which only you can read")]
    private static partial void LogFirstToken(ILogger log, string file);

    [LoggerMessage(LogLevel.Information, "The serving table is loaded: {Models} models in service")]
    private static partial void LogReady(ILogger log, int models);
}
