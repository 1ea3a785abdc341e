using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RetrainGrains.Server.Options;

namespace RetrainGrains.Server.Tests;

/// <summary>The certificates of a test, of an authority that nobody else knows.</summary>
internal static class TestCertificates
{
    private static DateTimeOffset Yesterday => TimeProvider.System.GetUtcNow().AddDays(-1);

    public static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Yesterday, Yesterday.AddYears(1));
    }

    public static X509Certificate2 Issue(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var issued = request.Create(authority, Yesterday, Yesterday.AddDays(300), [1, 2, 3]);
        using var whole = issued.CopyWithPrivateKey(key);
        // Through a file's form: a key that lives in memory only is not shown by every platform.
        return X509CertificateLoader.LoadPkcs12(
            whole.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    /// <summary>Writes a certificate with its key and its authority, as a server is configured with them.</summary>
    public static TlsOptions Save(
        string folder, X509Certificate2 own, X509Certificate2 authority, string password = "")
    {
        string File(string name, string text)
        {
            var file = Path.Combine(folder, name);
            System.IO.File.WriteAllText(file, text);
            return file;
        }
        using var key = own.GetECDsaPrivateKey()!;
        var stretched = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000);
        return new TlsOptions
        {
            Certificate = File("own.pem", own.ExportCertificatePem()),
            Key = File("own.key", password.Length == 0
                ? key.ExportPkcs8PrivateKeyPem() : key.ExportEncryptedPkcs8PrivateKeyPem(password, stretched)),
            KeyPassword = password,
            ClientAuthorities = File("ca.pem", authority.ExportCertificatePem()),
        };
    }
}
