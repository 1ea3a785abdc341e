using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>Finds or makes the service object of a call in the call's dependency scope.</summary>
internal static class ServiceActivator<TService> where TService : class
{
    private static readonly Lazy<ObjectFactory<TService>> Factory =
        new(() => ActivatorUtilities.CreateFactory<TService>([]));

    public static Lease<TService> Lease(IServiceProvider services) =>
        services.GetService<TService>() is { } registered
            ? new Lease<TService>(registered, isOwned: false)
            : new Lease<TService>(Factory.Value(services, null), isOwned: true);
}
