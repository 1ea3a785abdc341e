using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using RetrainGrains.Server.Options;

namespace RetrainGrains.Server.Hosting;

/// <summary>The two ports of a server, with TLS where there is a certificate.</summary>
internal static class Listening
{
    /// <summary>
    /// Listens for REST and pages on the first port, and for gRPC on the second. Without TLS a port speaks one
    /// protocol; with it either speaks both.
    /// </summary>
    public static void ListenOn(this WebApplicationBuilder builder, ServerOptions options) =>
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
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
        var authorities = tls.LoadClientAuthorities();
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (certificate, _, _) => IsOf(authorities, certificate);
    }

    private static bool IsOf(X509Certificate2Collection authorities, X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
