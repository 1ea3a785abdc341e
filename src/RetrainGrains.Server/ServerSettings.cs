using System.Net;
using RetrainGrains.Domain.Fleet;
using RetrainGrains.Server.Demo;

namespace RetrainGrains.Server;

/// <summary>What the command line and the environment ask for, with everything that is wrong with it.</summary>
public sealed record ServerSettings(ServerOptions Options, DemoOptions? Demo, IReadOnlyList<Problem> Problems)
{
    public const string EnvironmentPrefix = "RETRAINGRAINS_";

    public const string Usage = """
        RetrainGrains: keeps a fleet of deployed models fresh.

          --http-port N        REST and pages (5080); 0 takes any free port
          --grpc-port N        gRPC (5081)
          --bind ADDRESS       address to listen on (127.0.0.1)
          --database FILE      SQLite file (retraingrains-data/fleet.db)
          --durability NAME    what a commit survives: process, power, scratch (process)
          --training-slots N   trainings at once (all cores but one)
          --shutdown-seconds N how long a stopping server may finish what it has begun (30)

          --fleet-procedure NAME           which drift alarms people hear: benjaminihochberg; benjaminiyekutieli, which
                                           holds however models depend on each other and finds less; none: all
          --fleet-false-discovery-rate X   of those alarms at most this share is false on average (0.05)
          --fleet-period-days N            the period that this is promised for (30)

          --connection TEXT    PostgreSQL instead of the file; better given by the environment variable
                               ConnectionStrings__RetrainGrains, which other users of the machine cannot see
          --role NAME          silo (actors, training), gateway (the API) or both (both); a cluster only, as are:
          --cluster NAME       processes with the same name and database are one cluster (retraingrains)
          --silo-port N        silo to silo (11111)
          --client-port N      gateways to silos (30000)
          --advertise ADDRESS  where other processes reach this one (the bound address, or the machine's own)

          --demo               a simulated fleet of 12 stations on a fast clock
          --seed N             another fleet (1)
          --days-per-second X  how fast its time runs (1)
          --seconds N          end by itself; exit code 0 when every kind of event was seen, 1 otherwise
          --keep               go on with the demo's database instead of starting anew

          --health-check       asks a server with these settings whether it is ready; exit code 0 or 1

        Each setting can also come from the environment, as in RETRAINGRAINS_HTTP_PORT=8080.
        """;

    public static ServerSettings Read(IReadOnlyList<string> arguments, IConfiguration environment)
    {
        var given = new GivenSettings(arguments, environment);
        var demo = given.Flag("demo") ? ReadDemo(given) : null;
        var options = new ServerOptions();
        options = options with
        {
            HttpPort = given.Number("http-port", options.HttpPort),
            GrpcPort = given.Number("grpc-port", options.GrpcPort),
            Bind = given.Parsed<IPAddress>(
                "bind", "must be an address such as 127.0.0.1 or 0.0.0.0", IPAddress.TryParse) ?? options.Bind,
            Database = given.Text("database") ?? (demo is null ? options.Database : DemoOptions.DatabasePath),
            Durability = given.Named("durability", options.Durability),
            TrainingSlots = given.Number("training-slots", options.TrainingSlots),
            ShutdownSeconds = given.Number("shutdown-seconds", options.ShutdownSeconds),
            Fleet = new FleetOptions
            {
                Procedure = given.Named("fleet-procedure", options.Fleet.Procedure),
                FalseDiscoveryRate = given.Number("fleet-false-discovery-rate", options.Fleet.FalseDiscoveryRate),
                PeriodDays = given.Number("fleet-period-days", options.Fleet.PeriodDays),
            },
            Connection = given.Text("connection"),
            Role = given.Named("role", options.Role),
            Cluster = given.Text("cluster") ?? options.Cluster,
            SiloPort = given.Number("silo-port", options.SiloPort),
            ClientPort = given.Number("client-port", options.ClientPort),
            Advertise = given.Parsed<IPAddress>("advertise", "must be an address such as 10.0.0.7", IPAddress.TryParse),
        };
        return new ServerSettings(options, demo,
            [.. given.Finish(), .. options.Validate(), .. demo?.Validate() ?? [], .. DemoHere(options, demo)]);
    }

    // The demo is one process on a fast clock and a file of its own.
    private static IEnumerable<Problem> DemoHere(ServerOptions options, DemoOptions? demo)
    {
        if (demo is null) yield break;
        if (options.Connection is not null) yield return Problem.Of("demo", "", "needs a file, not a connection");
    }

    private static DemoOptions ReadDemo(GivenSettings given)
    {
        var options = new DemoOptions();
        return options with
        {
            Seed = given.Number("seed", options.Seed),
            DaysPerSecond = given.Number("days-per-second", options.DaysPerSecond),
            Seconds = given.Text("seconds") is null ? null : given.Number("seconds", 0),
            Keep = given.Flag("keep"),
        };
    }
}
