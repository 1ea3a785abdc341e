using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Orleans.Configuration;
using Orleans.Dashboard;
using RetrainGrains.Silo.Cluster;

namespace RetrainGrains.Silo.Hosting;

/// <summary>The fleet's actors on Microsoft Orleans: members, reminders and grain state in PostgreSQL.</summary>
internal static class FleetRuntime
{
    public static bool IsCluster => true;
    private const string Npgsql = "Npgsql";

    // A call whose silo dies is not always told so; what it asked is safe to ask again under the same request id. Its
    // models are elsewhere within a second or two: waiting longer would only make the loss longer for those who call.
    private static readonly TimeSpan GatewayPatience = TimeSpan.FromSeconds(2);

    public static void UseFleetRuntime(this WebApplicationBuilder builder, SiloOptions options, IDatabase database)
    {
        if (options.Role == SiloRole.Gateway) builder.UseOrleansClient(client => Compose(client, options));
        else builder.UseOrleans(silo => Compose(silo, options));
        builder.Services.AddFleetCodec();
    }

    private static void Compose(ISiloBuilder silo, SiloOptions options)
    {
        silo.Configure<ClusterOptions>(cluster => Name(cluster, options));
        silo.UseAdoNetClustering(table => (table.Invariant, table.ConnectionString) = (Npgsql, options.Connection));
        silo.UseAdoNetReminderService(table =>
            (table.Invariant, table.ConnectionString) = (Npgsql, options.Connection));
        silo.AddAdoNetGrainStorageAsDefault(table =>
            (table.Invariant, table.ConnectionString) = (Npgsql, options.Connection));
        silo.Configure<EndpointOptions>(endpoints =>
        {
            endpoints.AdvertisedIPAddress = AddressOf(options);
            (endpoints.SiloPort, endpoints.GatewayPort) = (options.SiloPort, options.ClientPort);
            endpoints.SiloListeningEndpoint = new IPEndPoint(options.Bind, options.SiloPort);
            endpoints.GatewayListeningEndpoint = new IPEndPoint(options.Bind, options.ClientPort);
        });
        // A killed silo is found by two missed probes: its actors are elsewhere after one to two seconds.
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = TimeSpan.FromSeconds(1);
            membership.NumMissedProbesLimit = 2;
            // A third silo's opinion does not count while it feels unwell itself, as all do that miss the lost one's
            // probes: a small cluster would take ten seconds to part with a member that hangs.
            membership.EnableIndirectProbes = false;
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
            membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
            membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
        });
        silo.Services.Configure<ClusterMembershipOptions>(LongestProbe);
        silo.AddDashboard();
        silo.Services.AddHostedService<TrainingOffers>();
    }

    // Probes that may grow to four seconds would leave a member that hangs its actors for eight, and the directory of
    // actors its entries for as long again. By name: releases before adaptive probes have no such option and ignore it.
    private static IConfiguration LongestProbe { get; } = new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["MaxProbeTimeout"] = "00:00:01" })
        .Build();

    private static void Compose(IClientBuilder client, SiloOptions options)
    {
        client.Configure<ClusterOptions>(cluster => Name(cluster, options));
        client.UseAdoNetClustering(table => (table.Invariant, table.ConnectionString) = (Npgsql, options.Connection));
        client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = GatewayPatience);
        client.Configure<Orleans.Configuration.GatewayOptions>(gateway =>
            gateway.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2));
        // A gateway that starts before its silos serves predictions, and waits for them.
        client.UseConnectionRetryFilter(async (_, cancellation) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellation);
            return true;
        });
    }

    private static void Name(ClusterOptions cluster, SiloOptions options) =>
        (cluster.ClusterId, cluster.ServiceId) = (options.Cluster, options.Cluster);

    private static IPAddress AddressOf(SiloOptions options) => options.Advertise
        ?? (options.Bind.Equals(IPAddress.Any) || options.Bind.Equals(IPAddress.IPv6Any) ? OwnAddress() : options.Bind);

    private static IPAddress OwnAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up
            && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork) ?? IPAddress.Loopback;
}
