using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace RetrainGrains.Silo.Hosting;

/// <summary>The parts of a server that belong to no other module: ports, log, notices.</summary>
internal static class HostingExtensions
{
    /// <summary>Without TLS a port speaks one protocol: the first REST and pages, the second gRPC.</summary>
    public static void ListenOn(this WebApplicationBuilder builder, SiloOptions options) =>
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Bind, options.HttpPort, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(options.Bind, options.GrpcPort, listen => listen.Protocols = HttpProtocols.Http2);
        });

    public static void AddConsoleLog(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // The host's own cry about a start that failed; the program says it in one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    }

    public static void AddNotices(this IServiceCollection services) =>
        services.TryAddSingleton<INotifier, LogNotifier>();
}
