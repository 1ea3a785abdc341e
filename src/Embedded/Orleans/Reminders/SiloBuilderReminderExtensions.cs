using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Runtime;
using Orleans.Runtime.ReminderService;
using Orleans.Timers;

namespace Orleans.Hosting;

/// <summary>Adds reminders to a silo.</summary>
public static class SiloBuilderReminderExtensions
{
    /// <summary>Adds the reminder service; the table is whatever <see cref="IReminderTable"/> is registered.</summary>
    public static ISiloBuilder AddReminders(this ISiloBuilder builder)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(LocalReminderService))) return builder;
        builder.Services.AddSingleton<LocalReminderService>();
        builder.Services.AddSingleton<IReminderRegistry>(services =>
            services.GetRequiredService<LocalReminderService>());
        builder.Services.AddSingleton<ISiloService>(services => services.GetRequiredService<LocalReminderService>());
        return builder;
    }

    public static ISiloBuilder UseInMemoryReminderService(this ISiloBuilder builder)
    {
        builder.AddReminders();
        builder.Services.TryAddSingleton<IReminderTable, InMemoryReminderTable>();
        return builder;
    }
}
