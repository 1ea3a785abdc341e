using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Access;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Calls;
using RetrainGrains.Gateway.Messages;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Workers;

/// <summary>Lets workers connect to a host, whether or not it has a gateway: silos train, gateways predict.</summary>
public static class WorkerExtensions
{
    // Beside its content a message has a few fields, and an offer 64 learners.
    private const int EnvelopeBytes = 64 << 10;

    /// <summary>Adds what workers connect to, for a host without a gateway.</summary>
    public static IServiceCollection AddWorkers(
        this IServiceCollection services, AccessOptions access, WorkerOptions? options = null)
    {
        services.AddSingleton(provider => provider.GetRequiredService<IDatabase>().Serving);
        services.AddSingleton<DatabaseCircuit>();
        services.AddAccess(access);
        services.AddSingleton<CallInterceptor>();
        services.AddGrpc(grpc => grpc.Interceptors.Add<CallInterceptor>());
        return services.AddWorkerHub(options ?? new WorkerOptions());
    }

    public static void MapWorkers(this IEndpointRouteBuilder app) => app.MapGrpcService<GrpcWorkers>();

    internal static IServiceCollection AddWorkerHub(this IServiceCollection services, WorkerOptions options)
    {
        if (options.Problems().ToArray() is { Length: > 0 } problems)
            throw new ArgumentException(string.Join(Environment.NewLine, problems));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<WorkerHub>();
        services.AddSingleton<IWorkerPool>(provider => provider.GetRequiredService<WorkerHub>());
        services.AddSingleton<GrpcWorkers>();
        services.AddGrpc().AddServiceOptions<GrpcWorkers>(
            service => service.MaxReceiveMessageSize = options.ChunkBytesMax + EnvelopeBytes);
        services.CheckMessages();
        return services;
    }
}
