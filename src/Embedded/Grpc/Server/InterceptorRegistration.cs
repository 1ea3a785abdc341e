using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>One interceptor type with the constructor arguments that are not services.</summary>
public class InterceptorRegistration
{
    private readonly object[] _arguments;

    internal InterceptorRegistration(Type type, object[] arguments)
    {
        Type = type;
        _arguments = arguments;
    }

    public Type Type { get; }

    public IReadOnlyList<object> Arguments => _arguments;

    /// <summary>The registered service of that type, or a new instance that lives for the call.</summary>
    internal Lease<Interceptor> Lease(IServiceProvider services) =>
        _arguments.Length == 0 && services.GetService(Type) is Interceptor registered
            ? new Lease<Interceptor>(registered, isOwned: false)
            : new Lease<Interceptor>(
                (Interceptor)ActivatorUtilities.CreateInstance(services, Type, _arguments), isOwned: true);
}
