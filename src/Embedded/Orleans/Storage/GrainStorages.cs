using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Finds the storage that a grain's constructor names.</summary>
internal static class GrainStorages
{
    public const string DefaultName = "Default";

    public static IGrainStorage Named(Activation activation, PersistentStateAttribute facet)
    {
        var name = facet.StorageName ?? DefaultName;
        return activation.ActivationServices.GetKeyedService<IGrainStorage>(name)
            ?? throw new OrleansConfigurationException(
                $"{activation.GrainId} keeps state \"{facet.StateName}\" in storage \"{name}\", but no "
                + "IGrainStorage of that name is registered.");
    }
}
