using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Client.Connection;

/// <summary>The address of a server, and whom it is to take the caller for.</summary>
internal sealed record ServerAddress
{
    private const string UrlVariable = "RETRAIN_URL";
    private const string TokenVariable = "RETRAIN_TOKEN";
    private const string TokenFileVariable = "RETRAIN_TOKEN_FILE";
    private const string AuthorityVariable = "RETRAIN_CA";
    private const string DefaultUrl = "http://localhost:5081";

    // Where a server on this machine leaves the first token.
    private static readonly string LocalTokenFile = Path.Combine("retraingrains-data", "admin.token");

    public required Uri Url { get; init; }

    /// <summary>The token; null where none is known.</summary>
    public string? Token { get; init; }

    /// <summary>The place that the token comes from, in words.</summary>
    public string TokenSource { get; init; } = "";

    /// <summary>The authorities that https is held to; null: the system's.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>The file that holds the token; null where it comes from elsewhere.</summary>
    public string? TokenFile { get; init; }

    public static ServerAddress? Read(ServerOptions options, ClientEnvironment environment, List<Problem> problems)
    {
        string? Variable(string name) => environment.Variable(name) is { Length: > 0 } value ? value : null;
        var isAddressed = options.Url is not null || Variable(UrlVariable) is not null;
        var profile = ServerProfile.Find(options.Profile, isAddressed, environment, problems);
        if (problems.Count > 0) return null;
        var (name, text) = options.Url is { } option ? ("--url", option)
            : profile?.Url is { } ofProfile ? ($"the url of profile {profile.Name}", ofProfile)
            : Variable(UrlVariable) is { } variable ? (UrlVariable, variable)
            : ("--url", DefaultUrl);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            problems.Add(Problem.Of(name, text, $"must be an address such as {DefaultUrl}"));
            return null;
        }
        // Whoever names a profile means its token, whatever the environment holds for other servers.
        var isAsked = options.Profile is not null && profile?.TokenFile is not null;
        var (token, source, file) = isAsked ? (null, "", null) : ReadToken(Variable, environment.Folder, problems);
        if (token is null && problems.Count == 0)
            (token, source, file) = ReadTokenFile(url, profile, environment.Folder, problems);
        var authority = profile?.Authority ?? Variable(AuthorityVariable);
        var authorities = authority is null
            ? null
            : ReadAuthorities(Path.Combine(environment.Folder, authority), problems);
        if (problems.Count > 0) return null;
        return new ServerAddress
        {
            Url = url, Token = token, TokenSource = source, TokenFile = file, Authorities = authorities,
        };
    }

    /// <summary>Returns the address without the token.</summary>
    public override string ToString() => Url.GetLeftPart(UriPartial.Authority);

    private static (string? Token, string Source, string? File) ReadToken(
        Func<string, string?> variable, string folder, List<Problem> problems)
    {
        if (variable(TokenVariable) is { } given) return (Checked(given, TokenVariable, problems), TokenVariable, null);
        if (variable(TokenFileVariable) is not { } named) return (null, "", null);
        var path = Path.Combine(folder, named);
        return (ReadFile(path, problems), $"{TokenFileVariable}={named}", path);
    }

    private static (string? Token, string Source, string? File) ReadTokenFile(
        Uri url, ServerProfile? profile, string folder, List<Problem> problems)
    {
        if (profile?.TokenFile is { } file) return (ReadFile(file, problems), $"profile {profile.Name}", file);
        // A token of the server on this machine is nobody else's business.
        var local = Path.Combine(folder, LocalTokenFile);
        return url.IsLoopback && File.Exists(local)
            ? (ReadFile(local, problems), LocalTokenFile, local)
            : (null, "", null);
    }

    private static string? ReadFile(string path, List<Problem> problems)
    {
        try
        {
            return Checked(File.ReadAllText(path), path, problems);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(Problem.Of(TokenFileVariable, path, $"cannot be read: {error.Message}"));
            return null;
        }
    }

    // A header takes no other characters, and what is no token is not shown.
    private static string? Checked(string text, string source, List<Problem> problems)
    {
        var token = text.Trim();
        if (token.Length > 0 && token.All(character => character is > ' ' and <= '~')) return token;
        problems.Add(Problem.Of(source, "…", "must hold one token: printable characters, without spaces"));
        return null;
    }

    private static X509Certificate2Collection? ReadAuthorities(string path, List<Problem> problems)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
            if (authorities.Count > 0) return authorities;
            problems.Add(Problem.Of(AuthorityVariable, path, "must hold certificates as PEM"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            problems.Add(Problem.Of(AuthorityVariable, path, $"cannot be read as PEM: {error.Message}"));
        }
        return null;
    }
}
