using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Orleans.Dashboard;
using RetrainGrains.Gateway;
using RetrainGrains.Grains.Training;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Silo.Hosting;

/// <summary>One server. Stopping it drains requests, then actors, then closes the database.</summary>
public sealed class SiloServer : IAsyncDisposable
{
    private readonly WebApplication application;

    private SiloServer(WebApplication application, IDatabase database) =>
        (this.application, Database) = (application, database);

    public IDatabase Database { get; }
    public Uri Http => Address(0);
    public Uri Grpc => Address(1);

    /// <summary>Runs until it is told to stop (SIGTERM, Ctrl+C).</summary>
    public static async Task<int> RunAsync(SiloOptions options)
    {
        await using var server = await StartAsync(options);
        server.application.Logger.Serving(server.Http, server.Grpc, Path.GetFullPath(options.Database));
        await server.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Answers when requests are taken; what <paramref name="customise"/> adds goes first.</summary>
    public static async Task<SiloServer> StartAsync(
        SiloOptions options, Action<WebApplicationBuilder>? customise = null, CancellationToken cancellation = default)
    {
        var database = await OpenAsync(options, cancellation);
        try
        {
            var application = Compose(options, database, customise);
            await application.StartAsync(cancellation);
            return new SiloServer(application, database);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public Task WaitForShutdownAsync() => application.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await application.StopAsync();
        await application.DisposeAsync();
        await Database.DisposeAsync();
    }

    private static WebApplication Compose(
        SiloOptions options, IDatabase database, Action<WebApplicationBuilder>? customise)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddConsoleLog();
        customise?.Invoke(builder);
        builder.ListenOn(options);
        builder.UseFleetRuntime(database);
        // Trainings are measured by the system's clock, whatever the fleet's clock says.
        builder.Services.AddFleet(database, new ThreadTrainingExecutor(options.TrainingSlots, TimeProvider.System));
        builder.Services.AddHostedService<FleetWaking>();
        builder.Services.AddNotices();
        builder.Services.AddGateway();
        builder.Services.AddGrpcHealthChecks();
        builder.Services.AddGrpcReflection();
        var application = builder.Build();
        application.MapGateway();
        application.MapOrleansDashboard(routePrefix: "/orleans");
        application.MapGrpcHealthChecksService();
        application.MapGrpcReflectionService();
        return application;
    }

    private static async Task<IDatabase> OpenAsync(SiloOptions options, CancellationToken cancellation)
    {
        SqliteDatabase? database = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.Database))!);
            database = SqliteDatabase.Open(
                new SqliteOptions { Path = options.Database, Durability = options.Durability });
            await database.MigrateAsync(cancellation);
            return database;
        }
        catch (Exception error) when (DatabaseUnusableException.Covers(error))
        {
            if (database is not null) await database.DisposeAsync();
            throw new DatabaseUnusableException(error);
        }
    }

    private Uri Address(int index) => new(application.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.ElementAt(index));
}
