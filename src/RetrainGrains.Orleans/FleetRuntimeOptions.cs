using System.Net;

namespace RetrainGrains.Orleans;

/// <summary>The settings by which a process takes part in a fleet's actor system.</summary>
public sealed record FleetRuntimeOptions
{
    /// <summary>
    /// The connection to PostgreSQL, which holds a cluster together; null: one process is all there is.
    /// </summary>
    public string? Connection { get; init; }

    /// <summary>A process that only calls actors and holds none.</summary>
    public bool IsClient { get; init; }

    /// <summary>The name of the cluster: processes with the same name and database are one.</summary>
    public string Cluster { get; init; } = "retraingrains";

    /// <summary>The address that silos of a cluster listen on.</summary>
    public IPAddress Bind { get; init; } = IPAddress.Loopback;

    /// <summary>The port for calls from silo to silo, in a cluster; one process takes any free port.</summary>
    public int SiloPort { get; init; } = 11_111;

    /// <summary>The port for calls from clients to silos, in a cluster; one process has none.</summary>
    public int ClientPort { get; init; } = 30_000;

    /// <summary>
    /// The address at which other processes reach this one; null: the bound address, or the machine's own.
    /// </summary>
    public IPAddress? Advertise { get; init; }

    /// <summary>TLS on the ports for silos and clients; null: none.</summary>
    public FleetTls? Tls { get; init; }

    /// <summary>Returns the settings without the connection string, which may hold a password.</summary>
    public override string ToString() =>
        $"{nameof(FleetRuntimeOptions)} {{ Cluster = {Cluster}, IsClient = {IsClient}, Bind = {Bind} }}";
}
