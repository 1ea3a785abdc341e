using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Timers;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds a silo to a host.</summary>
public static class OrleansSiloGenericHostExtensions
{
    public static IHostApplicationBuilder UseOrleans(
        this IHostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureDelegate);
        configureDelegate(AddSilo(hostAppBuilder.Services, hostAppBuilder.Configuration));
        return hostAppBuilder;
    }

    public static IHostBuilder UseOrleans(
        this IHostBuilder hostBuilder, Action<ISiloBuilder> configureDelegate) =>
        hostBuilder.UseOrleans((_, siloBuilder) => configureDelegate(siloBuilder));

    public static IHostBuilder UseOrleans(
        this IHostBuilder hostBuilder, Action<HostBuilderContext, ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureDelegate);
        return hostBuilder.ConfigureServices((context, services) =>
            configureDelegate(context, AddSilo(services, context.Configuration)));
    }

    public static IServiceCollection AddOrleans(
        this IServiceCollection services, Action<ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureDelegate);
        configureDelegate(AddSilo(services, new ConfigurationBuilder().Build()));
        return services;
    }

    private static SiloBuilder AddSilo(IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(service => service.ServiceType == typeof(GrainRuntime)))
            return new SiloBuilder(services, configuration);

        services.AddLogging();
        services.AddOptions<SiloMessagingOptions>()
            .Validate(
                options => options.MaxEnqueuedRequestsHardLimit > 0,
                "SiloMessagingOptions.MaxEnqueuedRequestsHardLimit must be at least 1.")
            .Validate(
                options => options.ResponseTimeout > TimeSpan.Zero
                    || options.ResponseTimeout == Timeout.InfiniteTimeSpan,
                "SiloMessagingOptions.ResponseTimeout must be positive or infinite.");
        services.AddOptions<GrainCollectionOptions>()
            .Validate(
                options => options.CollectionQuantum > TimeSpan.Zero,
                "GrainCollectionOptions.CollectionQuantum must be positive.");
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new MeasuringClock(TimeProvider.System));
        services.TryAddSingleton<IGrainScheduler, ThreadPoolGrainScheduler>();
        services.AddSingleton<ILocalSiloDetails, OnlySilo>();
        services.AddSingleton<GrainClasses>();
        services.AddSingleton<GrainRuntime>();
        services.AddSingleton<ITimerRegistry, TimerRegistry>();
        services.AddSingleton<IClusterClient>(provider => provider.GetRequiredService<GrainRuntime>().GrainFactory);
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<GrainRuntime>().GrainFactory);
        services.AddSingleton(provider => provider.GetRequiredService<GrainRuntime>().Counters);
        services.AddTransient<IGrainContext>(_ => RuntimeContext.Current
            ?? throw new InvalidOperationException("A grain context exists only while a grain runs."));
        services.AddSingleton<Silo>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<Silo>());
        return new SiloBuilder(services, configuration);
    }
}
