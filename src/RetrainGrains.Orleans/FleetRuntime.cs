using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Runtime.Hosting;
using RetrainGrains.Fleet;

namespace RetrainGrains.Orleans;

/// <summary>The fleet's actors on Microsoft Orleans: one process by itself, or many on PostgreSQL.</summary>
public static class FleetRuntime
{
    private const string Npgsql = "Npgsql";

    // Sent and not yet begun, of one actor. More callers than this wait longer than any of them would like.
    private const int CallsWaitingMax = 10_000;

    // A call whose silo dies is not always told so; what it asked is safe to ask again under the same request id. Its
    // models are elsewhere within a second or two: waiting longer would only make the loss longer for those who call.
    private static readonly TimeSpan ClientPatience = TimeSpan.FromSeconds(2);

    /// <summary>Lets this process hold the fleet's actors, or call those of others, by <see cref="IFleet"/>.</summary>
    public static void UseFleetRuntime(this IHostApplicationBuilder builder, FleetRuntimeOptions options)
    {
        if (options.IsClient) builder.UseOrleansClient(client => ComposeClient(client, options));
        else builder.UseOrleans(silo => ComposeSilo(silo, options));
    }

    /// <summary>Makes a silo the fleet's: messages, adapters, grain state, failures by their common names.</summary>
    internal static void AddFleetActors(this ISiloBuilder silo)
    {
        silo.Services.AddFleetCalls();
        silo.Services.AddScoped<IActorContext, OrleansActorContext>();
        silo.Services.AddScoped(typeof(IActorState<>), typeof(OrleansActorState<>));
        silo.Services.AddGrainStorage(
            FleetGrainStorage.Name,
            static (services, _) => ActivatorUtilities.CreateInstance<FleetGrainStorage>(services));
        silo.AddOutgoingGrainCallFilter<FailureTranslation>();
        silo.AddIncomingGrainCallFilter<PlacementHintEnd>();
        silo.Configure<SiloMessagingOptions>(messaging => messaging.MaxEnqueuedRequestsHardLimit = CallsWaitingMax);
        silo.Services.AddHostedService<FleetStartup>();
        silo.Services.AddHostedService<TrainingOffers>();
        silo.Services.AddHostedService<StaleRows>();
    }

    private static void ComposeSilo(ISiloBuilder silo, FleetRuntimeOptions options)
    {
        if (options.Connection is null) UseOneProcess(silo, options);
        else UseCluster(silo, options, options.Connection);
        silo.AddFleetActors();
        silo.AddDashboard();
    }

    // Nobody else connects: no port for clients, and any free one for the silo, so that a second server starts as well.
    // Reminders need not outlive the process: shards are armed at each start.
    private static void UseOneProcess(ISiloBuilder silo, FleetRuntimeOptions options)
    {
        silo.UseLocalhostClustering(
            FreePorts.Take(), gatewayPort: 0, serviceId: options.Cluster, clusterId: options.Cluster);
        silo.UseInMemoryReminderService();
    }

    private static void UseCluster(ISiloBuilder silo, FleetRuntimeOptions options, string connection)
    {
        silo.Configure<ClusterOptions>(cluster => Name(cluster, options));
        silo.UseAdoNetClustering(table => (table.Invariant, table.ConnectionString) = (Npgsql, connection));
        silo.UseAdoNetReminderService(table => (table.Invariant, table.ConnectionString) = (Npgsql, connection));
        silo.Configure<EndpointOptions>(endpoints =>
        {
            endpoints.AdvertisedIPAddress = AddressOf(options);
            (endpoints.SiloPort, endpoints.GatewayPort) = (options.SiloPort, options.ClientPort);
            endpoints.SiloListeningEndpoint = new IPEndPoint(options.Bind, options.SiloPort);
            endpoints.GatewayListeningEndpoint = new IPEndPoint(options.Bind, options.ClientPort);
        });
        silo.UseTls(options.Tls);
        silo.FindLostSilosSoon();
    }

    /// <summary>Lets silos speak TLS with each other and with their clients, where it is configured.</summary>
    internal static void UseTls(this ISiloBuilder silo, FleetTls? tls)
    {
        if (tls is not null) silo.UseTls(tls.Configure);
    }

    /// <summary>Finds a killed silo by two missed probes: its actors are elsewhere after one to two seconds.</summary>
    internal static void FindLostSilosSoon(this ISiloBuilder silo)
    {
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = TimeSpan.FromSeconds(1);
            // Probes that may grow to four seconds would leave a member that hangs its actors for eight, and the
            // directory of actors its entries for as long again.
            membership.MaxProbeTimeout = TimeSpan.FromSeconds(1);
            membership.NumMissedProbesLimit = 2;
            // A third silo's opinion does not count while it is degraded itself, as all are that miss the lost one's
            // probes: a small cluster would take ten seconds to part with a member that hangs.
            membership.EnableIndirectProbes = false;
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
            membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
            membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
        });
    }

    /// <summary>Lets a process call actors: their messages, and <see cref="IFleet"/>.</summary>
    internal static void AddFleetCalls(this IServiceCollection services) =>
        services.AddFleetCodec().AddSingleton<IFleet, OrleansFleet>();

    private static void ComposeClient(IClientBuilder client, FleetRuntimeOptions options)
    {
        client.Services.AddFleetCalls();
        client.Configure<ClusterOptions>(cluster => Name(cluster, options));
        client.UseAdoNetClustering(table => (table.Invariant, table.ConnectionString) = (Npgsql, options.Connection));
        if (options.Tls is { } tls) client.UseTls(tls.Configure);
        client.AddOutgoingGrainCallFilter<FailureTranslation>();
        client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = ClientPatience);
        client.Configure<GatewayOptions>(gateway => gateway.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2));
        // A gateway that starts before its silos serves predictions, and waits for them.
        client.UseConnectionRetryFilter(async (_, cancellation) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellation);
            return true;
        });
    }

    private static void Name(ClusterOptions cluster, FleetRuntimeOptions options) =>
        (cluster.ClusterId, cluster.ServiceId) = (options.Cluster, options.Cluster);

    private static IPAddress AddressOf(FleetRuntimeOptions options) => options.Advertise
        ?? (options.Bind.Equals(IPAddress.Any) || options.Bind.Equals(IPAddress.IPv6Any) ? OwnAddress() : options.Bind);

    private static IPAddress OwnAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up
            && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork) ?? IPAddress.Loopback;
}
