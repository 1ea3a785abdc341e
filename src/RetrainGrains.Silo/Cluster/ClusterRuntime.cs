using Orleans.Dashboard;
using Orleans.Hosting;
using Orleans.Serialization;

namespace RetrainGrains.Silo.Hosting;

/// <summary>The fleet's actors on Microsoft Orleans: one silo on this machine.</summary>
internal static class ClusterRuntime
{
    public static void UseFleetRuntime(this WebApplicationBuilder builder, IDatabase database) =>
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering();
            silo.UseInMemoryReminderService();
            silo.AddDashboard();
            silo.Services.AddSerializer(serializer => serializer.AddJsonSerializer(
                type => type.Namespace?.StartsWith("RetrainGrains", StringComparison.Ordinal) == true,
                DomainJson.Options));
        });
}
