using Google.Protobuf.Reflection;
using Google.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RetrainGrains.Fleet;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Serving;
using RetrainGrains.Gateway.Access;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Calls;
using RetrainGrains.Gateway.Explanations;
using RetrainGrains.Gateway.FileImports;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Gateway.Outcomes;
using RetrainGrains.Gateway.Predictions;
using RetrainGrains.Gateway.Rest;
using RetrainGrains.Gateway.SelfTests;
using RetrainGrains.Gateway.Services;
using RetrainGrains.Gateway.Serving;
using RetrainGrains.Gateway.Sources;
using RetrainGrains.Gateway.Workers;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway;

/// <summary>Puts a gateway into a host that has an <see cref="IDatabase"/> and an <see cref="IFleet"/>.</summary>
public static class GatewayExtensions
{
    public static IServiceCollection AddGateway(this IServiceCollection services, GatewayOptions? options = null)
    {
        options ??= new GatewayOptions();
        options.Validate();
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new ScorerCache(provider.GetRequiredService<IDatabase>().Artifacts));
        services.AddSingleton<DatabaseCircuit>();
        services.AddServing();
        services.AddServices();
        services.AddSingleton<GrainCalls>();
        services.AddSingleton<RunQueries>();
        services.AddSingleton<RunHistory>();
        services.AddSingleton<CheckHistory>();
        services.AddSingleton<ModelCommands>();
        services.AddSingleton<ModelQueries>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ModelExports>(
            provider, provider.GetRequiredService<IDatabase>().Artifacts));
        services.AddSingleton<RowExports>();
        services.AddSingleton<GrpcPredictions>();
        services.AddSingleton<FileImportService>();
        services.AddSingleton<GrpcObservations>();
        services.AddSingleton<GrpcModels>();
        services.AddSingleton<GrpcPolicies>();
        services.AddSingleton<RepairCommands>();
        services.AddSingleton<GrpcRepairs>();
        services.AddSingleton<GrpcRuns>();
        services.AddSingleton<FleetCommands>();
        services.AddSingleton<GrpcFleet>();
        services.AddSingleton<GrpcTokens>();
        services.AddSingleton<SelfTestService>();
        services.AddSingleton<GrpcSelfTests>();
        services.AddSingleton<GrpcAutomatedRetraining>();
        services.AddSingleton<GrpcRaceResults>();
        services.AddAccess(options.Access);
        // Else each call would have its own made.
        services.AddSingleton<CallInterceptor>();
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.RequestBytesMax;
            grpc.Interceptors.Add<CallInterceptor>();
        }).AddJsonTranscoding(rest =>
        {
            // A 64-bit number as protobuf's JSON has it: readers of JSON may lose its last digits otherwise.
            rest.JsonSettings.WriteInt64sAsStrings = true;
            rest.JsonSettings.RemoveEnumPrefix = true;
            rest.TypeRegistry = TypeRegistry.FromMessages(BadRequest.Descriptor, RetryInfo.Descriptor);
        });
        // The addresses of verbs behind ids are told apart by patterns, which a slim host does not know by itself.
        services.Configure<RouteOptions>(
            routes => routes.SetParameterPolicy<RegexInlineRouteConstraint>("regex"));
        services.AddSingleton<NearPaths>();
        services.AddApiReference();
        services.AddWorkerHub(options.Workers);
        services.AddHealthChecks().AddCheck<ServingHealth>("serving");
        return services;
    }

    public static void MapGateway(this WebApplication app)
    {
        app.UseAccess();
        app.UseMiddleware<TranscodedRequests>();
        app.MapGrpcService<GrpcPredictions>();
        app.MapGrpcService<GrpcObservations>();
        app.MapGrpcService<GrpcModels>();
        app.MapGrpcService<GrpcPolicies>();
        app.MapGrpcService<GrpcRepairs>();
        app.MapGrpcService<GrpcRuns>();
        app.MapGrpcService<GrpcFleet>();
        app.MapGrpcService<GrpcTokens>();
        app.MapGrpcService<GrpcSelfTests>();
        app.MapGrpcService<GrpcAutomatedRetraining>();
        app.MapGrpcService<GrpcRaceResults>();
        app.MapWorkers();
        app.MapHealth();
        app.MapApiReference();
    }

    /// <summary>Maps the health checks: alive while the process answers, ready when it can do its work.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = static _ => false });
        app.MapHealthChecks("/health/ready");
        // The same under the one address that simpler systems have.
        app.MapHealthChecks("/health");
    }

    private static void AddServing(this IServiceCollection services)
    {
        services.AddSingleton(provider => provider.GetRequiredService<IDatabase>().Serving);
        services.AddSingleton(provider => provider.GetRequiredService<IDatabase>().Models);
        services.AddSingleton(provider => provider.GetRequiredService<IDatabase>().Observations);
        services.AddSingleton<ServingTable>();
        services.TryAddSingleton<ServingTableRefresher>();
        services.AddSingleton<IServingHint>(provider => provider.GetRequiredService<ServingTableRefresher>());
        services.AddHostedService(provider => provider.GetRequiredService<ServingTableRefresher>());
    }

    private static void AddServices(this IServiceCollection services)
    {
        services.AddSingleton<ModelSchemas>();
        services.AddSingleton<PredictionLog>();
        services.AddSingleton<PredictionBuffer>();
        services.AddHostedService(provider => provider.GetRequiredService<PredictionBuffer>());
        services.AddSingleton<PredictionBatcher>();
        services.AddSingleton<DeferredWrites>();
        services.AddSingleton(provider => new ExplainerPool(provider.GetRequiredService<IDatabase>().Artifacts));
        services.AddSingleton<ExplanationService>();
        services.AddSingleton<WorkerScores>();
        services.AddSingleton(provider => new PredictionService(
            provider.GetRequiredService<ServingTable>(), provider.GetRequiredService<WorkerScores>(),
            provider.GetRequiredService<PredictionBatcher>(), provider.GetRequiredService<ModelSchemas>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<GatewayOptions>().NewPredictionId,
            provider.GetRequiredService<GatewayOptions>().ClockTolerance));
        services.AddSingleton(provider =>
            ActivatorUtilities.CreateInstance<OutcomeHints>(provider, HintMode.Background));
        services.AddSingleton(provider => new OutcomeService(
            provider.GetRequiredService<IObservationLog>(), provider.GetRequiredService<DeferredWrites>(),
            provider.GetRequiredService<ModelSchemas>(), provider.GetRequiredService<OutcomeHints>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<GatewayOptions>().NewPredictionId,
            provider.GetRequiredService<GatewayOptions>().ClockTolerance));
    }
}
