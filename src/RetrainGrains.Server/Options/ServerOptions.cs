using System.Net;
using RetrainGrains.Domain.FleetAlerts;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Notifications;
using RetrainGrains.Gateway.Access;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Orleans;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Server.Options;

/// <summary>The settings of a server.</summary>
public sealed record ServerOptions
{
    /// <summary>The port of REST and pages, HTTP/1.1; 0 takes any free port.</summary>
    public int HttpPort { get; init; } = 5080;

    /// <summary>The port of gRPC over HTTP/2 without TLS, on a silo for workers only; 0 takes any free port.</summary>
    public int GrpcPort { get; init; } = 5081;

    /// <summary>The address to listen on; loopback by default, where nobody else reaches it.</summary>
    public IPAddress Bind { get; init; } = IPAddress.Loopback;

    /// <summary>TLS on both ports.</summary>
    public TlsOptions Tls { get; init; } = new();

    /// <summary>TLS between the processes of a cluster.</summary>
    public SiloTlsOptions SiloTls { get; init; } = new();

    /// <summary>Lets everybody in as an administrator, without a token.</summary>
    public bool Anonymous { get; init; }

    /// <summary>
    /// Allows other addresses than loopback without TLS or with anonymous access: where a proxy ends TLS, or a network
    /// is closed.
    /// </summary>
    public bool Insecure { get; init; }

    /// <summary>
    /// The secret of an administrator's token, for processes that start together; null: the first start makes one and
    /// writes it beside the database. Never shown.
    /// </summary>
    public string? AdminToken { get; init; }

    /// <summary>The limits of each caller.</summary>
    public LimitOptions Limits { get; init; } = new();

    /// <summary>The issuer whose tokens are taken beside the server's own.</summary>
    public JwtOptions Jwt { get; init; } = new();

    public string Database { get; init; } = Path.Combine("retraingrains-data", "fleet.db");

    public SqliteDurability Durability { get; init; } = SqliteDurability.Process;

    /// <summary>
    /// The connection to PostgreSQL instead of the file; a cluster needs it. Never shown: it may hold a password.
    /// </summary>
    public string? Connection { get; init; }

    /// <summary>The kind of this process; only a cluster has more than one kind.</summary>
    public ServerRole Role { get; init; } = ServerRole.Both;

    /// <summary>The name of the cluster: processes with the same name and database are one.</summary>
    public string Cluster { get; init; } = "retraingrains";

    /// <summary>The port for calls from silo to silo.</summary>
    public int SiloPort { get; init; } = 11_111;

    /// <summary>The port for calls from gateways to silos.</summary>
    public int ClientPort { get; init; } = 30_000;

    /// <summary>
    /// The address at which other processes reach this one; null: the bound address, or the machine's own.
    /// </summary>
    public IPAddress? Advertise { get; init; }

    /// <summary>The time that a stopping server has to finish its work; orchestrators should wait longer.</summary>
    public int ShutdownSeconds { get; init; } = 30;

    /// <summary>
    /// The seconds that times of rows may lie ahead of this server's clock, as much as clocks differ; later ones are
    /// refused. The gateway's default says why it is five minutes.
    /// </summary>
    public int ClockToleranceSeconds { get; init; } = (int)new GatewayOptions().ClockTolerance.TotalSeconds;

    /// <summary>
    /// The directory below which files of this machine may be imported as history; null: none is. An object store can
    /// be mounted there.
    /// </summary>
    public string? ImportDirectory { get; init; }

    /// <summary>The number of trainings at once; by default one core stays free for serving.</summary>
    public int TrainingSlots { get; init; } = Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>The procedure that decides, over all models together, which drift people are told of.</summary>
    public FleetAlertOptions Fleet { get; init; } = new();

    /// <summary>The channels that people are notified by.</summary>
    public NotificationOptions Notifications { get; init; } = new();

    /// <summary>A simulated fleet, when somebody asks for one.</summary>
    public DemoOptions Demo { get; init; } = new();

    internal FleetRuntimeOptions Runtime => new()
    {
        Connection = Connection,
        IsClient = Role == ServerRole.Gateway,
        Cluster = Cluster,
        Bind = Bind,
        SiloPort = SiloPort,
        ClientPort = ClientPort,
        Advertise = Advertise,
        Tls = SiloTls.Load(),
    };

    internal AccessOptions Access => new() { Anonymous = Anonymous, Limits = Limits, Jwt = Jwt };

    /// <summary>Returns what the server is, without the settings that hold secrets.</summary>
    public override string ToString() => $"{nameof(ServerOptions)} {{ Role = {Role}, Bind = {Bind} }}";

    public IReadOnlyList<Problem> Validate()
    {
        var problems = new List<Problem>();
        void Require(bool holds, string setting, object value, string rule)
        {
            if (!holds) problems.Add(Problem.Of($"{ConfiguredOptions.Section}:{setting}", value, rule));
        }
        Require(HttpPort is >= 0 and <= IPEndPoint.MaxPort, nameof(HttpPort), HttpPort,
            "must be 1 to 65535, or 0 for any free port");
        Require(GrpcPort is >= 0 and <= IPEndPoint.MaxPort, nameof(GrpcPort), GrpcPort,
            "must be 1 to 65535, or 0 for any free port");
        Require(HttpPort != GrpcPort || HttpPort == 0, nameof(GrpcPort), GrpcPort,
            "must differ from HttpPort: one port speaks one protocol");
        Require(IPAddress.IsLoopback(Bind) || Insecure || Tls.IsOn && !Anonymous, nameof(Bind), Bind,
            "needs TLS (--tls-certificate, --tls-key) and no --anonymous, as others can reach it; --insecure allows it "
                + "behind a proxy that ends TLS, or in a closed network");
        // The value is a secret, and is not repeated.
        Require(AdminToken is null || TokenSecret.IsWellFormed(AdminToken), nameof(AdminToken), "what was given",
            "must be 'rgt_' and 43 characters of base64url: 256 random bits");
        Require(!string.IsNullOrWhiteSpace(Database), nameof(Database), Database, "must name a file");
        Require(Connection is not null || Role == ServerRole.Both, nameof(Role), Role.ToString().ToLowerInvariant(),
            "must be both without a connection string: processes of a cluster meet in PostgreSQL");
        Require(SiloPort is >= 1 and <= IPEndPoint.MaxPort, nameof(SiloPort), SiloPort, "must be 1 to 65535");
        Require(ClientPort is >= 1 and <= IPEndPoint.MaxPort, nameof(ClientPort), ClientPort, "must be 1 to 65535");
        Require(SiloPort != ClientPort, nameof(ClientPort), ClientPort, "must differ from SiloPort");
        Require(Cluster.Length is >= 1 and <= 100, nameof(Cluster), Cluster, "must have 1 to 100 characters");
        Require(ShutdownSeconds is >= 1 and <= 3_600, nameof(ShutdownSeconds), ShutdownSeconds, "must be 1 to 3600");
        Require(ClockToleranceSeconds >= 0 && ClockToleranceSeconds <= BelievableTime.Ahead.TotalSeconds,
            nameof(ClockToleranceSeconds), ClockToleranceSeconds,
            $"must be 0 to {BelievableTime.Ahead.TotalSeconds:0}: a clock that is a day ahead is not believed");
        Require(ImportDirectory is null || Directory.Exists(ImportDirectory), nameof(ImportDirectory),
            ImportDirectory ?? "", "must be a directory that there is");
        Require(TrainingSlots is >= 1 and <= 256, nameof(TrainingSlots), TrainingSlots, "must be 1 to 256");
        Require(Connection is not null || !SiloTls.IsOn, $"{nameof(SiloTls)}:{nameof(SiloTls.Certificate)}",
            SiloTls.Certificate, "is for a cluster: one process has no port for others");
        Require(!Demo.Enabled || Connection is null, nameof(Demo), "true", "needs a file, not a connection string");
        return
        [
            .. problems, .. Limits.Problems().Select(problem => Of(nameof(Limits), problem)),
            .. Jwt.Problems().Select(problem => Of(nameof(Jwt), problem)),
            .. Tls.Validate($"{ConfiguredOptions.Section}:{nameof(Tls)}"),
            .. SiloTls.Validate($"{ConfiguredOptions.Section}:{nameof(SiloTls)}"),
            .. Demo.Validate($"{ConfiguredOptions.Section}:{nameof(Demo)}"),
            // Named there as members of a document are, here as keys of the configuration.
            .. Fleet.Validate("").Select(problem => problem with
            {
                Field = $"{ConfiguredOptions.Section}:{nameof(Fleet)}"
                    + $":{char.ToUpperInvariant(problem.Field[1])}{problem.Field[2..]}",
            }),
        ];
    }

    private static Problem Of(string group, (string Setting, object Value, string Rule) problem) =>
        Problem.Of($"{ConfiguredOptions.Section}:{group}:{problem.Setting}", problem.Value, problem.Rule);
}
