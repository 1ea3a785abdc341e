using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using RetrainGrains.Fleet.Notifications;
using RetrainGrains.Server.Options;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Server.Hosting;

/// <summary>Explains in one line why a server could not start, and what its operator can do.</summary>
internal static class StartFailure
{
    public const int ExitCode = 2;

    /// <summary>Explains a failure to start; null when it is none that an operator could mend.</summary>
    public static string? Explain(Exception error, ServerOptions options) => error switch
    {
        IOException { InnerException: AddressInUseException } =>
            $"{error.Message.TrimEnd('.')}: stop the program that listens there, "
            + "or choose other ports with --http-port and --grpc-port.",
        IOException { InnerException: System.Net.Sockets.SocketException } or System.Net.Sockets.SocketException =>
            $"{options.Bind} cannot be listened on ({error.Message.TrimEnd('.')}): "
            + "choose another address or port with --bind, --http-port and --grpc-port.",
        DatabaseUnusableException when options.Connection is not null =>
            $"{DatabaseOpening.Describe(options)} cannot be used as database "
            + $"({error.InnerException!.Message.TrimEnd('.')}): check ConnectionStrings__RetrainGrains.",
        DatabaseUnusableException =>
            $"{options.Database} cannot be used as database ({error.InnerException!.Message.TrimEnd('.')}): "
            + "choose a file in a writable folder with --database.",
        DatabaseTakenException taken =>
            $"{taken.Message}: stop that one, choose another file with --database, or let several processes share a "
            + "PostgreSQL (ConnectionStrings__RetrainGrains).",
        TokenUnwritableException unwritable =>
            $"{unwritable.File} cannot be written ({error.Message.TrimEnd('.')}), and the first start lays an "
            + "administrator's token there: start in a writable folder, or give one by RetrainGrains__AdminToken.",
        CryptographicException =>
            $"A certificate or its key cannot be used ({error.Message.TrimEnd('.')}): check --tls-certificate, "
            + "--tls-key and RetrainGrains__Tls__KeyPassword, and those of --silo-tls where they are given.",
        UnknownChannelException => $"{ConfiguredOptions.Section}:{error.Message}.",
        InvalidDataException { InnerException: { } cause } =>
            $"{error.Message.TrimEnd('.')}: {cause.GetBaseException().Message}",
        _ => null,
    };
}
