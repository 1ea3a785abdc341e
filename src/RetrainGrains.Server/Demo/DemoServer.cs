using Orleans.Reminders;
using RetrainGrains.Fleet.Notifications;
using RetrainGrains.Fleet.Training;
using RetrainGrains.Gateway.Serving;
using RetrainGrains.Server.Hosting;
using RetrainGrains.Server.Options;

namespace RetrainGrains.Server.Demo;

/// <summary>
/// The same server on a fast clock. What guards against a hanging machine (timeouts, signs of life, idling) is kept as
/// long in real time as it always is; what belongs to the fleet (schedules, windows, ages) follows the fast clock.
/// </summary>
internal static class DemoServer
{
    // What the timers of the runtime can hold is 49 days and some hours.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    // More often than elsewhere: even at the fastest, several fit into the time after which a worker counts as lost.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(3);

    // All but grains' own time: what guards the runtime is as long as it always is.
    private static readonly string[] OrleansAreas =
    [
        TimeProviderNames.Messaging, TimeProviderNames.SystemTimers, TimeProviderNames.Membership,
        TimeProviderNames.ActivationManagement, TimeProviderNames.GrainDirectory, ReminderTimeProviderNames.Reminders,
    ];

    public static Task<RetrainGrainsServer> StartAsync(
        ServerOptions options, WebApplicationBuilder builder, FastClock clock, CancellationToken cancellation)
    {
        Customise(builder, clock);
        return RetrainGrainsServer.StartAsync(options, builder, cancellation);
    }

    private static void Customise(WebApplicationBuilder builder, FastClock clock)
    {
        TimeSpan Real(TimeSpan span) => span * clock.Speed < LongestTimer ? span * clock.Speed : LongestTimer;
        builder.Services.AddSingleton<TimeProvider>(clock);
        foreach (var area in OrleansAreas) builder.Services.AddKeyedSingleton(area, TimeProvider.System);
        builder.Services.AddSingleton(provider =>
            ActivatorUtilities.CreateInstance<ServingTableRefresher>(provider, TimeProvider.System));
        var training = new TrainingOptions();
        builder.Services.AddSingleton(training with
        {
            Timeout = Real(training.Timeout), Heartbeat = Real(Heartbeat), LostAfter = Real(training.LostAfter),
            OfferEvery = Real(training.OfferEvery),
        });
        // The story is what the demo tells; notifications would say everything twice.
        builder.Services.AddSingleton(new NotificationOptions { Channels = [] });
    }
}
