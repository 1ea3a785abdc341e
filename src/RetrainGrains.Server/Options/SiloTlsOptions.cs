using System.Security.Cryptography.X509Certificates;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Orleans;

namespace RetrainGrains.Server.Options;

/// <summary>
/// The settings of TLS between the processes of a cluster, on the ports for silos and gateways: PEM files. Each process
/// shows its certificate, and takes those of the authorities only; let these be the cluster's own.
/// </summary>
public sealed record SiloTlsOptions
{
    /// <summary>The file of this process's certificate; empty: no TLS.</summary>
    public string Certificate { get; init; } = "";

    /// <summary>The file of its private key.</summary>
    public string Key { get; init; } = "";

    /// <summary>The file of the authorities that the others' certificates must come from.</summary>
    public string Authorities { get; init; } = "";

    internal bool IsOn => Certificate.Length > 0;

    internal IEnumerable<Problem> Validate(string path)
    {
        (string Name, string File)[] files =
            [(nameof(Certificate), Certificate), (nameof(Key), Key), (nameof(Authorities), Authorities)];
        if (files.All(file => file.File.Length == 0)) yield break;
        foreach (var (name, file) in files)
        {
            if (file.Length == 0)
                yield return Problem.Of($"{path}:{name}", file, "must be given: all three of them belong together");
            else if (!File.Exists(file))
                yield return Problem.Of($"{path}:{name}", file, "must be a file that can be read");
        }
    }

    internal FleetTls? Load()
    {
        if (!IsOn) return null;
        var authorities = CertificateAuthorities.FromFile(Authorities);
        return new FleetTls(X509Certificate2.CreateFromPemFile(Certificate, Key), authorities.Issued);
    }
}
