using Orleans.Serialization;

namespace RetrainGrains.Silo.Cluster;

/// <summary>How the fleet's messages cross between processes: as the JSON that the database holds as well.</summary>
public static class FleetCodec
{
    public static IServiceCollection AddFleetCodec(this IServiceCollection services) =>
        services.AddSerializer(serializer => serializer.AddJsonSerializer(
            type => type.Namespace?.StartsWith("RetrainGrains", StringComparison.Ordinal) == true,
            DomainJson.Options));
}
