using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;

namespace RetrainGrains.Orleans;

/// <summary>
/// TLS between the processes of a cluster: each shows its certificate to the other, and takes those that it trusts. The
/// names in them are not looked at: processes come and go with addresses that nobody knows before.
/// </summary>
public sealed record FleetTls(X509Certificate2 Certificate, Func<X509Certificate2, bool> IsTrusted)
{
    // The name that is asked for in a handshake, which must be one.
    private const string AnyName = "silo";

    internal void Configure(TlsOptions tls)
    {
        tls.LocalCertificate = Certificate;
        tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.RemoteCertificateValidation = (shown, _, _) => IsTrusted(shown);
        tls.OnAuthenticateAsClient = (_, client) => client.TargetHost = AnyName;
    }
}
