using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using RetrainGrains.Server.Options;

namespace RetrainGrains.Server.Hosting;

/// <summary>The two ports of a server, with TLS where there is a certificate.</summary>
internal static class Listening
{
    // A connection holds some 20 KB and a few timers: as many as a small machine can carry beside its work.
    private const int ConnectionsMax = 10_000;

    // From the first byte of a request's headers to the last; slower ones hold a connection and ask for nothing.
    private static readonly TimeSpan HeadersMax = TimeSpan.FromSeconds(10);

    // A client that has vanished without a word is found, and its streams end: a silent one is asked if it is there.
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingAnswerMax = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Listens for REST and pages on the first port, and for gRPC on the second. Without TLS a port speaks one
    /// protocol; with it either speaks both.
    /// </summary>
    public static void ListenOn(this WebApplicationBuilder builder, ServerOptions options) =>
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // The rest is as Kestrel has it: 32 KB of headers, 240 bytes a second of a body at least, 100 streams a
            // connection, and a connection ended whose streams are reset as fast as they are made.
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
            kestrel.Limits.RequestHeadersTimeout = HeadersMax;
            kestrel.Limits.Http2.KeepAlivePingDelay = PingAfter;
            kestrel.Limits.Http2.KeepAlivePingTimeout = PingAnswerMax;
            kestrel.Listen(options.Bind, options.HttpPort, listen => Listen(listen, options.Tls, HttpProtocols.Http1));
            kestrel.Listen(options.Bind, options.GrpcPort, listen => Listen(listen, options.Tls, HttpProtocols.Http2));
        });

    private static void Listen(ListenOptions listen, TlsOptions tls, HttpProtocols plain)
    {
        listen.Protocols = tls.IsOn ? HttpProtocols.Http1AndHttp2 : plain;
        if (tls.IsOn) listen.UseHttps(https => Configure(https, tls));
    }

    private static void Configure(HttpsConnectionAdapterOptions https, TlsOptions tls)
    {
        https.ServerCertificate = tls.Load();
        https.ServerCertificateChain = tls.LoadChain();
        if (tls.ClientAuthorities.Length == 0) return;
        var authorities = CertificateAuthorities.FromFile(tls.ClientAuthorities);
        https.ClientCertificateMode = tls.Clients == ClientCertificates.Required
            ? ClientCertificateMode.RequireCertificate
            : ClientCertificateMode.AllowCertificate;
        https.ClientCertificateValidation = (certificate, _, _) => authorities.Issued(certificate);
    }
}
