using Orleans.Serialization;

namespace RetrainGrains.Silo.Cluster;

/// <summary>
/// How the fleet's messages cross between processes: as the JSON that the database holds as well. Failures cross as
/// Orleans writes them: message, cause and stack.
/// </summary>
public static class FleetCodec
{
    public static IServiceCollection AddFleetCodec(this IServiceCollection services)
    {
        services.Configure<ExceptionSerializationOptions>(failures =>
        {
            failures.SupportedNamespacePrefixes.Add("RetrainGrains");
            failures.SupportedNamespacePrefixes.Add("Npgsql");
        });
        return services.AddSerializer(
            serializer => serializer.AddJsonSerializer(IsMessage, DomainJson.Options));
    }

    private static bool IsMessage(Type type) => !typeof(Exception).IsAssignableFrom(type)
        && type.Namespace?.StartsWith("RetrainGrains", StringComparison.Ordinal) == true;
}
