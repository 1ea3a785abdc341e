using System.Data.Common;
using Microsoft.AspNetCore.Connections;

namespace RetrainGrains.Silo.Hosting;

/// <summary>Why a server could not start, and what its operator can do, in one line.</summary>
internal static class StartFailure
{
    public const int ExitCode = 2;

    /// <summary>Null when the failure is none that an operator could mend.</summary>
    public static string? Explain(Exception error, SiloOptions options) => error switch
    {
        IOException { InnerException: AddressInUseException } =>
            $"{error.Message.TrimEnd('.')}: stop the program that listens there, "
            + "or choose other ports with --http-port and --grpc-port.",
        IOException { InnerException: System.Net.Sockets.SocketException } or System.Net.Sockets.SocketException =>
            $"{options.Bind} cannot be listened on ({error.Message.TrimEnd('.')}): "
            + "choose another address or port with --bind, --http-port and --grpc-port.",
        DatabaseUnusableException =>
            $"{options.Database} cannot be used as database ({error.InnerException!.Message.TrimEnd('.')}): "
            + "choose a file in a writable folder with --database.",
        _ => null,
    };
}

/// <summary>The database file or its folder could not be opened, created or migrated.</summary>
internal sealed class DatabaseUnusableException(Exception inner) : Exception(inner.Message, inner)
{
    public static bool Covers(Exception error) =>
        error is IOException or UnauthorizedAccessException or DbException or InvalidDataException or ArgumentException;
}
