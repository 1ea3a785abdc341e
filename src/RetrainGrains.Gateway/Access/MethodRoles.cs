using System.Collections.Frozen;

namespace RetrainGrains.Gateway.Access;

/// <summary>The least role of every method, as the protocol says it: one line at each method there.</summary>
internal static class MethodRoles
{
    private static readonly FrozenDictionary<string, V1.Role> Least = new[]
        {
            V1.ModelsReflection.Descriptor, V1.PoliciesReflection.Descriptor, V1.PredictionsReflection.Descriptor,
            V1.ObservationsReflection.Descriptor, V1.FleetReflection.Descriptor, V1.TokensReflection.Descriptor,
            V1.WorkersReflection.Descriptor, V1.SelfTestsReflection.Descriptor, V1.SourcesReflection.Descriptor,
            V1.RepairsReflection.Descriptor, V1.RunsReflection.Descriptor,
        }.SelectMany(file => file.Services).SelectMany(service => service.Methods)
        .ToFrozenDictionary(
            method => $"/{method.Service.FullName}/{method.Name}",
            method => method.GetOptions().GetExtension(V1.AccessExtensions.Role));

    /// <summary>Returns the methods by their full names, such as /retraingrains.v1.Models/Describe.</summary>
    public static IReadOnlyDictionary<string, V1.Role> All => Least;

    /// <summary>Finds the least role of one of our methods; null for others, as health and reflection.</summary>
    public static V1.Role? Of(string method) => Least.TryGetValue(method, out var role) ? role : null;
}
