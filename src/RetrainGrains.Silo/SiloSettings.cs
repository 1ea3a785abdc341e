using System.Net;
using RetrainGrains.Silo.Demo;

namespace RetrainGrains.Silo;

/// <summary>What the command line and the environment ask for, with everything that is wrong with it.</summary>
public sealed record SiloSettings(SiloOptions Options, DemoOptions? Demo, IReadOnlyList<Problem> Problems)
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

          --demo               a simulated fleet of 12 stations on a fast clock
          --seed N             another fleet (1)
          --days-per-second X  how fast its time runs (1)
          --seconds N          end by itself; exit code 0 when every kind of event was seen, 1 otherwise
          --keep               go on with the demo's database instead of starting anew

          --health-check       asks a server with these settings whether it is ready; exit code 0 or 1

        Each setting can also come from the environment, as in RETRAINGRAINS_HTTP_PORT=8080.
        """;

    public static SiloSettings Read(IReadOnlyList<string> arguments, IConfiguration environment)
    {
        var given = new GivenSettings(arguments, environment);
        var demo = given.Flag("demo") ? ReadDemo(given) : null;
        var options = new SiloOptions();
        options = options with
        {
            HttpPort = given.Number("http-port", options.HttpPort),
            GrpcPort = given.Number("grpc-port", options.GrpcPort),
            Bind = given.Parsed<IPAddress>(
                "bind", "must be an address such as 127.0.0.1 or 0.0.0.0", IPAddress.TryParse) ?? options.Bind,
            Database = given.Text("database") ?? (demo is null ? options.Database : DemoOptions.DatabasePath),
            Durability = given.Named("durability", options.Durability),
            TrainingSlots = given.Number("training-slots", options.TrainingSlots),
        };
        return new SiloSettings(options, demo, [.. given.Finish(), .. options.Validate(), .. demo?.Validate() ?? []]);
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
