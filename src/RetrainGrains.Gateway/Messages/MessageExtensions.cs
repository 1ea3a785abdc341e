using Grpc.AspNetCore.Server.Model;
using Microsoft.Extensions.DependencyInjection;

namespace RetrainGrains.Gateway.Messages;

/// <summary>Puts the checked reading of messages into a host.</summary>
internal static class MessageExtensions
{
    // Internal to Grpc.AspNetCore; it binds the same methods, and each may be there once.
    private const string Unchecked = "BinderServiceMethodProvider`1";

    /// <summary>Takes the place of Grpc.AspNetCore's own reading; to be called when gRPC has been added.</summary>
    public static void CheckMessages(this IServiceCollection services)
    {
        var found = services.Single(service => service.ServiceType == typeof(IServiceMethodProvider<>)
            && service.ImplementationType?.Name == Unchecked);
        services.Remove(found);
        services.AddSingleton(typeof(IServiceMethodProvider<>), typeof(CheckedMethods<>));
    }
}
