using System.Security.Cryptography.X509Certificates;

namespace RetrainGrains.Client;

/// <summary>The settings of a connection to a server.</summary>
public sealed record RetrainClientOptions
{
    private const string LocalUrl = "http://localhost:5081";

    /// <summary>The server's gRPC address; https means TLS.</summary>
    public Uri Url { get; init; } = new(LocalUrl);

    /// <summary>The token that is sent with every call; null where the server asks for none.</summary>
    public string? Token { get; init; }

    /// <summary>
    /// The time after which a call has failed, its repetitions included: longer than a server takes to start again.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The authorities that https is held to; null: the system's.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>
    /// Reads the environment: RETRAIN_URL, RETRAIN_TOKEN or a file that RETRAIN_TOKEN_FILE names, and RETRAIN_CA, a PEM
    /// file of authorities. What is not set has its default.
    /// </summary>
    public static RetrainClientOptions FromEnvironment()
    {
        var options = new RetrainClientOptions();
        if (Variable("RETRAIN_URL") is { } url) options = options with { Url = new Uri(url) };
        if (Variable("RETRAIN_TOKEN") is { } token) options = options with { Token = token };
        else if (Variable("RETRAIN_TOKEN_FILE") is { } file)
            options = options with { Token = File.ReadAllText(file).Trim() };
        if (Variable("RETRAIN_CA") is not { } path) return options;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(path);
        return options with { Authorities = authorities };
    }

    /// <summary>Describes the connection without its token.</summary>
    public override string ToString() => Url.GetLeftPart(UriPartial.Authority);

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
