using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Options;

namespace RetrainGrains.Gateway.Access;

/// <summary>
/// The tokens of an OpenID Connect issuer: checked by its keys, its audience and their time, then held until they end.
/// </summary>
internal sealed partial class IdentityTokens(
    AccessOptions options, Limits limits, TimeProvider clock, ILogger<IdentityTokens> logger)
{
    private const int TokenLengthMax = 16 << 10;

    // Those that were checked lately; beyond, all are checked anew.
    private const int HeldMax = 10_000;

    // Clocks of two machines that keep time.
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<TokenKey, Held> held = [];
    private readonly JsonWebTokenHandler reader = new() { MaximumTokenSizeInBytes = TokenLengthMax };
    private readonly ConfigurationManager<OpenIdConnectConfiguration>? issuer = IssuerOf(options.Jwt);
    private readonly ClaimParser claims = new(options.Jwt);
    private TokenValidationParameters? rules;

    /// <summary>Returns true for what an issuer may have made; nothing else is looked at.</summary>
    public bool MayKnow(ReadOnlySpan<char> secret) =>
        options.Jwt.IsOn && secret.Length <= TokenLengthMax && secret.Count('.') == 2;

    /// <summary>Finds the caller of a token that was checked before; null: it must be checked.</summary>
    public Caller? FindHeld(string secret) =>
        held.TryGetValue(TokenKey.Of(secret), out var known) && known.EndsAt > clock.GetUtcNow() ? known.Caller : null;

    /// <summary>Checks a token; returns its caller, or why it is refused, without a word of what it holds.</summary>
    public async Task<Answer<Caller>> CheckAsync(string secret)
    {
        try
        {
            // The reader would go on without keys, and find every signature wrong.
            await issuer!.GetConfigurationAsync(CancellationToken.None);
        }
        catch (Exception error) when (error is InvalidOperationException or IOException or HttpRequestException)
        {
            return Away(error);
        }
        var result = await reader.ValidateTokenAsync(secret, rules ??= Rules());
        if (!result.IsValid) return Refused(ReasonOf(result.Exception));
        var read = claims.Read(result.ClaimsIdentity);
        if (read.Value is not { } caller) return read;
        var endsAt = new DateTimeOffset(result.SecurityToken.ValidTo, TimeSpan.Zero);
        var known = caller with { Limits = limits.Of(caller.Name), ExpiresAt = endsAt };
        if (held.Count >= HeldMax) held.Clear();
        held[TokenKey.Of(secret)] = new Held(known, endsAt);
        return known;
    }

    private Refusal Away(Exception error)
    {
        LogAway(error.GetBaseException().Message);
        return Refusal.Of(
            RefusalKind.Unavailable, "authorization", "what was given",
            "cannot be checked while its issuer cannot be reached; try again later, or use a token of this server");
    }

    private static Refusal Refused(string reason) =>
        Refusal.Of(RefusalKind.Unauthenticated, "authorization", "what was given", reason);

    private static string ReasonOf(Exception error) => error switch
    {
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException => "has expired, or is not valid yet",
        SecurityTokenInvalidAudienceException => "is meant for another audience",
        SecurityTokenInvalidIssuerException => "is of another issuer",
        SecurityTokenInvalidSignatureException => "has a signature that is not the issuer's",
        _ => "cannot be read",
    };

    private static ConfigurationManager<OpenIdConnectConfiguration>? IssuerOf(JwtOptions options)
    {
        if (!options.IsOn) return null;
        var secure = options.Authority.StartsWith(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase);
        return new ConfigurationManager<OpenIdConnectConfiguration>(
            $"{options.Authority.TrimEnd('/')}/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(), new HttpDocumentRetriever { RequireHttps = secure });
    }

    private TokenValidationParameters Rules() => new()
    {
        ConfigurationManager = issuer,
        ValidAudience = options.Jwt.Audience,
        // Those of key pairs: what a server may know suffices to check a token, and not to make one.
        ValidAlgorithms =
        [
            SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
            SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384,
            SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384,
            SecurityAlgorithms.EcdsaSha512,
        ],
        LifetimeValidator = (from, to, _, _) => IsNow(from, to, clock.GetUtcNow().UtcDateTime),
    };

    private static bool IsNow(DateTime? from, DateTime? to, DateTime now) =>
        to is { } end && now - Skew < end && !(from is { } begin && now + Skew < begin);

    private sealed record Held(Caller Caller, DateTimeOffset EndsAt);

    [LoggerMessage(LogLevel.Warning, "Tokens of the issuer cannot be checked: {Reason}")]
    private partial void LogAway(string reason);
}
