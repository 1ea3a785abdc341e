using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Server.Options;

/// <summary>The options that the configuration asks for, with everything that is wrong with it.</summary>
public sealed record ConfiguredOptions(ServerOptions Options, IReadOnlyList<Problem> Problems)
{
    public const string Section = "RetrainGrains";

    public const string Usage = """
        RetrainGrains: keeps a fleet of deployed models fresh.

          --http-port N        REST and pages (5080); 0 takes any free port
          --grpc-port N        gRPC (5081)
          --bind ADDRESS       address to listen on (127.0.0.1)
          --anonymous          lets everybody in without a token, as an administrator
          --admin-token TEXT   an administrator's token; better given by the environment variable
                               RetrainGrains__AdminToken. Without one the first start makes one beside the database
          --tls-certificate FILE
                               TLS on both ports, by a PEM file with the chain
          --tls-key FILE       the certificate's private key, as PEM
          --tls-key-password TEXT
                               the password of an encrypted key; better given by RetrainGrains__Tls__KeyPassword
          --tls-client-authorities FILE
                               clients must have a certificate of these authorities
          --tls-clients NAME   required; optional: who shows none is known by the token alone (required)
          --insecure           allows other addresses than loopback without TLS or with --anonymous

          --jwt-authority URL  an OpenID Connect issuer, whose tokens are taken beside the server's own
          --jwt-audience NAME  this server's name there; with the authority it must be given
          --jwt-name-claim NAME            the claim that names the actor in the ledger (sub)
          --jwt-role-claim NAME            the claim that gives roles, of which the highest counts (roles)
          --jwt-model-prefix-claim NAME    the claim that gives beginnings of model ids (model_prefixes)
          --jwt-viewers NAMES              the values of the role's claim that make a viewer, between commas (viewer)
          --jwt-predictors NAMES           those that make a predictor (predictor)
          --jwt-operators NAMES            those that make an operator (operator)
          --jwt-admins NAMES               those that make an administrator (admin)

          --limits-token-requests-per-second N    requests a second of one token; 0 for no limit (0)
          --limits-token-requests-at-once N       requests of one token at the same time (0)
          --limits-token-rows-per-second N        rows a second of one token (0)
          --limits-address-requests-per-second N  requests a second of one address that no token vouches for (100)

          --database FILE      SQLite file (retraingrains-data/fleet.db)
          --durability NAME    what a commit survives: process, power, scratch (process)
          --import-directory FOLDER        files below it may be imported as history, by operators (none may)
          --training-slots N   trainings at once (all cores but one)
          --clock-tolerance-seconds N
                               how far times of rows may lie ahead of this server's clock; later ones are refused (300)
          --shutdown-seconds N how long a stopping server may finish what it has begun (30)

          --fleet-procedure NAME           which drift alerts people hear: benjaminihochberg; benjaminiyekutieli, which
                                           holds however models depend on each other and finds less; none: all
          --fleet-false-discovery-rate X   of those alerts at most this share is false on average (0.05)
          --fleet-period-days N            the period that this is promised for (30)

          --notifications-channels NAMES   the channels that people are notified by, between commas (log)

          --connection TEXT    PostgreSQL instead of the file; better given by the environment variable
                               ConnectionStrings__RetrainGrains, which other users of the machine cannot see
          --role NAME          silo (actors, training), gateway (the API) or both (both); a cluster only, as are:
          --cluster NAME       processes with the same name and database are one cluster (retraingrains)
          --silo-port N        silo to silo (11111)
          --client-port N      gateways to silos (30000)
          --silo-tls-certificate FILE  TLS between processes, by this process's certificate,
          --silo-tls-key FILE          its private key, and
          --silo-tls-authorities FILE  the authorities that the others' certificates must come from
          --advertise ADDRESS  where other processes reach this one (the bound address, or the machine's own)

          --demo               a simulated fleet of 12 stations on a fast clock
          --seed N             another fleet (1)
          --days-per-second X  how fast its time runs (1)
          --seconds N          end by itself; exit code 0 when every kind of event was seen, 1 otherwise
          --keep               go on with the demo's database instead of starting anew

          --health-check       asks a server with these settings whether it is ready; exit code 0 or 1

        Each setting can also come from the environment, as in RetrainGrains__HttpPort=8080, and from appsettings.json
        beside the program: { "RetrainGrains": { "HttpPort": 8080, "Fleet": { "PeriodDays": 7 } } }. There too, or as
        --Logging:LogLevel:Default=Debug, stands what is logged; OTEL_EXPORTER_OTLP_ENDPOINT names who gets metrics and
        traces, and Prometheus finds the metrics under /metrics.
        """;

    public static ConfiguredOptions Read(IConfiguration configuration)
    {
        var problems = new List<Problem>();
        var section = configuration.GetSection(Section);
        var options = OptionsReader.Read<ServerOptions>(section, problems);
        options = options with
        {
            Connection = options.Connection ?? configuration.GetConnectionString(Section),
            // The demo has nothing to hide, and people look at it with what is at hand.
            Anonymous = options.Anonymous || options.Demo.Enabled,
            Database = options.Demo.Enabled && section[nameof(ServerOptions.Database)] is null
                ? DemoOptions.DatabasePath : options.Database,
        };
        if (!options.Demo.Enabled) problems.AddRange(OfTheDemo(section.GetSection(nameof(ServerOptions.Demo))));
        return new ConfiguredOptions(options, [.. problems, .. options.Validate()]);
    }

    // Without the demo they would be ignored.
    private static IEnumerable<Problem> OfTheDemo(IConfigurationSection section) => section.GetChildren()
        .Where(given => given.Value is not null && given.Key != nameof(DemoOptions.Enabled))
        .Select(given => Problem.Of(given.Path, given.Value, "is a setting of the demo, and needs --demo"));
}
