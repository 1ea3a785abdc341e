using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Server.Options;

/// <summary>The settings of TLS, for REST and gRPC alike; certificates and keys are PEM files.</summary>
public sealed record TlsOptions
{
    /// <summary>The file of the server's certificate, with those between it and its authority; empty: no TLS.</summary>
    public string Certificate { get; init; } = "";

    /// <summary>The file of its private key.</summary>
    public string Key { get; init; } = "";

    /// <summary>The password of a key that is encrypted; empty: it is not. Never shown.</summary>
    public string KeyPassword { get; init; } = "";

    /// <summary>
    /// The file of the authorities that clients' certificates must come from; empty: clients need none.
    /// </summary>
    public string ClientAuthorities { get; init; } = "";

    /// <summary>The demand for those certificates.</summary>
    public ClientCertificates Clients { get; init; } = ClientCertificates.Required;

    internal bool IsOn => Certificate.Length > 0;

    /// <summary>Returns the settings without the password.</summary>
    public override string ToString() => $"{nameof(TlsOptions)} {{ Certificate = {Certificate}, Key = {Key} }}";

    internal IEnumerable<Problem> Validate(string path)
    {
        if (IsOn != Key.Length > 0)
        {
            yield return Problem.Of(
                $"{path}:{nameof(Key)}", Key, $"must be given together with {path}:{nameof(Certificate)}");
        }
        if (!IsOn && ClientAuthorities.Length > 0)
        {
            yield return Problem.Of($"{path}:{nameof(ClientAuthorities)}", ClientAuthorities, "needs a certificate");
        }
        foreach (var (name, file) in new[]
                 {
                     (nameof(Certificate), Certificate), (nameof(Key), Key),
                     (nameof(ClientAuthorities), ClientAuthorities),
                 })
        {
            if (file.Length > 0 && !File.Exists(file))
            {
                yield return Problem.Of($"{path}:{name}", file, "must be a file that can be read");
            }
        }
    }

    /// <summary>
    /// Reads the certificate with its key; a <see cref="CryptographicException"/> where they are none.
    /// </summary>
    internal X509Certificate2 Load() => KeyPassword.Length == 0
        ? X509Certificate2.CreateFromPemFile(Certificate, Key)
        : X509Certificate2.CreateFromEncryptedPemFile(Certificate, KeyPassword, Key);

    internal X509Certificate2Collection LoadChain()
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(Certificate);
        return chain;
    }
}
