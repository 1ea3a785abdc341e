using Microsoft.Extensions.DependencyInjection.Extensions;
using RetrainGrains.Fleet.Hosting;
using RetrainGrains.Fleet.Training;
using RetrainGrains.Gateway;
using RetrainGrains.Gateway.Access;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Gateway.Workers;
using RetrainGrains.Server.Options;
using RetrainGrains.Storage;

namespace RetrainGrains.Server.Hosting;

/// <summary>The parts of a server that belong to no other module: ports, notices, pages.</summary>
internal static class HostingExtensions
{
    /// <summary>Adds the actors and the services that they need.</summary>
    public static void AddSilo(this IServiceCollection services, ServerOptions options, IDatabase database)
    {
        services.AddSingleton(options.Fleet);
        services.TryAddSingleton(options.Notifications);
        // Trainings are measured by the system's clock, whatever the fleet's clock says.
        services.AddFleet(database, new ThreadTrainingExecutor(options.TrainingSlots, TimeProvider.System));
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database");
    }

    /// <summary>Adds the API with what it tells about itself.</summary>
    public static void AddApi(this IServiceCollection services, ServerOptions options)
    {
        var gateway = new GatewayOptions
        {
            Access = options.Access, ClockTolerance = TimeSpan.FromSeconds(options.ClockToleranceSeconds),
            ImportDirectory = options.ImportDirectory,
        };
        services.AddGateway(
            options.Connection is null ? gateway with { CommitPatience = Timeout.InfiniteTimeSpan } : gateway);
        services.AddGrpcHealthChecks();
        services.AddGrpcReflection();
    }

    public static void MapApi(this WebApplication application)
    {
        application.MapGateway();
        application.MapGrpcHealthChecksService();
        application.MapGrpcReflectionService();
    }

    /// <summary>Maps the endpoints of a silo without a gateway: probes, and workers that train.</summary>
    public static void MapTraining(this WebApplication application)
    {
        application.UseAccess();
        application.MapHealth();
        application.MapWorkers();
    }
}
