using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RetrainGrains.Domain.FleetAlerts;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Notifications;
using RetrainGrains.Fleet.Scheduling;
using RetrainGrains.Fleet.Serving;
using RetrainGrains.Fleet.Training;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Hosting;

/// <summary>The services that actors need, the same in a server, a test and a replay.</summary>
public static class FleetServices
{
    public static IServiceCollection AddFleet(
        this IServiceCollection services, IDatabase database, ITrainingExecutor executor)
    {
        services.AddSingleton(database);
        services.AddSingleton(executor);
        services.AddSingleton(new ScorerCache(database.Artifacts));
        services.AddSingleton(new TrainingRows(database.Observations));
        // The channels that people can be notified by; options choose among them.
        services.AddSingleton<INotificationChannel, LogChannel>();
        services.TryAddSingleton(new NotificationOptions());
        services.TryAddSingleton<NotificationSender>();
        // A host that workers can connect to brings its own.
        services.TryAddSingleton<IWorkerPool>(NoWorkers.Instance);
        services.TryAddSingleton(new ScheduleOptions());
        services.TryAddSingleton(new TrainingOptions());
        services.TryAddSingleton(new FleetAlertOptions());
        return services;
    }
}
