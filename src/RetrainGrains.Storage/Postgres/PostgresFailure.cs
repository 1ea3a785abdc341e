using Npgsql;

namespace RetrainGrains.Storage.Postgres;

/// <summary>Tells a database that is away from one that is there and refuses.</summary>
internal static class PostgresFailure
{
    // 25P03 and 57P05: the server ended a connection that had been idle for too long.
    private static readonly HashSet<string> AwayStates =
    [
        PostgresErrorCodes.AdminShutdown,
        PostgresErrorCodes.CrashShutdown,
        PostgresErrorCodes.CannotConnectNow,
        PostgresErrorCodes.TooManyConnections,
        "25P03",
        "57P05",
    ];

    public static bool IsAway(Exception failure) => failure switch
    {
        // Class 08 are connection exceptions. A deadlock or a lock timeout is the answer of a database that is there.
        PostgresException answer =>
            AwayStates.Contains(answer.SqlState) || answer.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException broken => broken.IsTransient,
        _ => false,
    };
}
