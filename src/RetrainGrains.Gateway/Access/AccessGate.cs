using System.Text;
using Microsoft.AspNetCore.Http;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Options;

namespace RetrainGrains.Gateway.Access;

/// <summary>
/// The one gate in front of every method and page: a known token, with a role that suffices, within its limits.
/// </summary>
internal sealed class AccessGate(TokenTable tokens, IdentityTokens identities, Limits limits, AccessOptions options)
{
    private const string Bearer = "Bearer ";

    // Browsers ask for a name and a password: the token is the password, the name is not looked at.
    private const string Basic = "Basic ";

    /// <summary>
    /// Lets a caller in for one of our methods; a refusal says why not. Methods of others (health, reflection) are
    /// everybody's.
    /// </summary>
    public ValueTask<RefusedException?> AdmitAsync(HttpContext http, string method) =>
        MethodRoles.Of(method) is { } least ? AdmitAsync(http, method, least) : new(limits.TakeUnknown(http));

    /// <summary>Lets a caller in for what needs a role; a refusal says why not.</summary>
    public ValueTask<RefusedException?> AdmitAsync(HttpContext http, string asked, V1.Role least)
    {
        if (options.Anonymous) return new(Check(http, Caller.Anonymous, asked, least));
        var given = http.Request.Headers.Authorization.ToString();
        var secret = SecretIn(given);
        if (tokens.Find(secret) is { } caller) return new(Check(http, caller, asked, least));
        if (identities.MayKnow(secret)) return IdentifyAsync(http, secret.ToString(), asked, least);
        return new(Unknown(http, given));
    }

    /// <summary>Counts a request for what is everybody's; a refusal says that there were too many.</summary>
    public RefusedException? AdmitUnknown(HttpContext http) => limits.TakeUnknown(http);

    private async ValueTask<RefusedException?> IdentifyAsync(
        HttpContext http, string secret, string asked, V1.Role least)
    {
        if (identities.FindHeld(secret) is { } held) return Check(http, held, asked, least);
        // To check a signature is work: not for an address that has sent too many wrong ones.
        if (limits.TakeUnknown(http, 0) is { } tooMany) return tooMany;
        var answer = await identities.CheckAsync(secret);
        return answer.Value is { } caller
            ? Check(http, caller, asked, least)
            : limits.TakeUnknown(http) ?? new RefusedException(answer.Refusal!);
    }

    private static RefusedException? Check(HttpContext http, Caller caller, string asked, V1.Role least)
    {
        if (least == V1.Role.Unspecified || caller.Role < least)
        {
            return new RefusedException(Refusal.Of(
                RefusalKind.Forbidden, "token", caller.Name,
                $"has {Name(caller.Role)}, and {asked} needs {Name(least)}"));
        }
        if (caller.Limits?.Begin(http) is { } excess) return excess.ToRefusal("token", caller.Name);
        http.Features.Set(caller);
        return null;
    }

    // What was given is not repeated: it may be a secret with one wrong letter.
    private RefusedException Unknown(HttpContext http, string given) =>
        limits.TakeUnknown(http) ?? new RefusedException(Refusal.Of(
            RefusalKind.Unauthenticated, "authorization", given.Length == 0 ? "nothing" : "what was given",
            "must be 'Bearer' and a token that has neither expired nor been revoked; an administrator makes one with "
                + "the service Tokens"));

    private static ReadOnlySpan<char> SecretIn(string given)
    {
        if (given.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return given.AsSpan(Bearer.Length).Trim();
        if (!given.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)) return "";
        var bytes = new byte[given.Length];
        return Convert.TryFromBase64String(given[Basic.Length..].Trim(), bytes, out var length)
            ? Encoding.ASCII.GetString(bytes, 0, length).Split(':', 2)[^1]
            : "";
    }

    private static string Name(V1.Role role) =>
        role == V1.Role.Unspecified ? "no role" : $"the role {role.ToString().ToLowerInvariant()}";
}
