using System.Net;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Silo;

/// <summary>What an operator may choose about a server.</summary>
public sealed record SiloOptions
{
    /// <summary>REST and pages, HTTP/1.1; 0 takes any free port.</summary>
    public int HttpPort { get; init; } = 5080;

    /// <summary>gRPC over HTTP/2 without TLS; 0 takes any free port.</summary>
    public int GrpcPort { get; init; } = 5081;

    /// <summary>Loopback by default: there is no authentication yet.</summary>
    public IPAddress Bind { get; init; } = IPAddress.Loopback;

    public string Database { get; init; } = Path.Combine("retraingrains-data", "fleet.db");

    public SqliteDurability Durability { get; init; } = SqliteDurability.Process;

    /// <summary>Trainings at once; by default one core stays free for serving.</summary>
    public int TrainingSlots { get; init; } = Math.Max(1, Environment.ProcessorCount - 1);

    public IReadOnlyList<Problem> Validate()
    {
        var problems = new List<Problem>();
        void Require(bool holds, string field, object value, string rule)
        {
            if (!holds) problems.Add(Problem.Of(field, value, rule));
        }
        Require(HttpPort is >= 0 and <= IPEndPoint.MaxPort, "http-port", HttpPort,
            "must be 1 to 65535, or 0 for any free port");
        Require(GrpcPort is >= 0 and <= IPEndPoint.MaxPort, "grpc-port", GrpcPort,
            "must be 1 to 65535, or 0 for any free port");
        Require(HttpPort != GrpcPort || HttpPort == 0, "grpc-port", GrpcPort,
            "must differ from http-port: one port speaks one protocol");
        Require(!string.IsNullOrWhiteSpace(Database), "database", Database, "must name a file");
        Require(TrainingSlots is >= 1 and <= 256, "training-slots", TrainingSlots, "must be 1 to 256");
        return problems;
    }
}
