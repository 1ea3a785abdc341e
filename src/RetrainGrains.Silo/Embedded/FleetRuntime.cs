using Orleans.Dashboard;
using Orleans.Hosting;
using RetrainGrains.Grains;
using RetrainGrains.Silo.Embedded;

namespace RetrainGrains.Silo.Hosting;

/// <summary>The fleet's actors in this process, on the embedded runtime.</summary>
internal static class FleetRuntime
{
    public static bool IsCluster => false;

    public static void UseFleetRuntime(this WebApplicationBuilder builder, SiloOptions options, IDatabase database) =>
        builder.UseOrleans(silo =>
        {
            silo.AddGrainAssembly(typeof(FleetStart).Assembly);
            silo.AddReminders();
            silo.AddDashboard();
            silo.Services.AddSingleton<IReminderTable>(new StoredReminderTable(database.Reminders));
        });
}
