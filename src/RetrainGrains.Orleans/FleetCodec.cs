using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Orleans;

/// <summary>
/// Carries the fleet's messages between processes as the JSON that the database holds as well. Inside a process
/// they are passed on as they are: all of them are immutable. Failures cross as Orleans writes them: message, cause
/// and stack.
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
        services.AddSingleton<IGeneralizedCopier, ImmutableCopier>();
        // The codec would copy by writing and reading again: each call of a model carries its whole state.
        return services.AddSerializer(serializer => serializer.AddJsonSerializer(
            IsMessage, static _ => false,
            json => json.Configure(codec => codec.SerializerOptions = DomainJson.Options)));
    }

    private static bool IsMessage(Type type) => !typeof(Exception).IsAssignableFrom(type)
        && type.Namespace?.StartsWith("RetrainGrains", StringComparison.Ordinal) == true;

    /// <summary>Copies a message by handing it on.</summary>
    private sealed class ImmutableCopier : IGeneralizedCopier
    {
        public bool IsSupportedType(Type type) => IsMessage(type);

        public object? DeepCopy(object? input, CopyContext context) => input;
    }
}
