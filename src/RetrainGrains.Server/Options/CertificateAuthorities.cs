using System.Security.Cryptography.X509Certificates;

namespace RetrainGrains.Server.Options;

/// <summary>The authorities that certificates must come from, and no others, whatever the machine trusts.</summary>
internal sealed class CertificateAuthorities(X509Certificate2Collection authorities)
{
    public static CertificateAuthorities FromFile(string file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return new CertificateAuthorities(authorities);
    }

    /// <summary>Returns true for a certificate that one of them issued, and that is valid now.</summary>
    public bool Issued(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
