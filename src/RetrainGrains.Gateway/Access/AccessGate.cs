using System.Text;
using Microsoft.AspNetCore.Http;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Options;

namespace RetrainGrains.Gateway.Access;

/// <summary>The one gate in front of every method and page: a known token, with a role that suffices.</summary>
internal sealed class AccessGate(TokenTable tokens, AccessOptions options)
{
    private const string Bearer = "Bearer ";

    // Browsers ask for a name and a password: the token is the password, the name is not looked at.
    private const string Basic = "Basic ";

    /// <summary>
    /// Lets a caller in for one of our methods; an exception says why not. Methods of others (health, reflection) are
    /// everybody's.
    /// </summary>
    public void Admit(HttpContext http, string method)
    {
        if (MethodRoles.Of(method) is { } least) Admit(http, method, least);
    }

    /// <summary>Lets a caller in for what needs a role; an exception says why not.</summary>
    public void Admit(HttpContext http, string asked, V1.Role least)
    {
        var caller = options.Anonymous ? Caller.Anonymous : Known(http.Request.Headers.Authorization.ToString());
        if (least == V1.Role.Unspecified || caller.Role < least)
        {
            throw new RefusedException(Refusal.Of(
                RefusalKind.Forbidden, "token", caller.Name,
                $"has the role {Name(caller.Role)}, and {asked} needs {Name(least)}"));
        }
        http.Features.Set(caller);
    }

    private Caller Known(string given)
    {
        if (tokens.Find(SecretIn(given)) is { } caller) return caller;
        // What was given is not repeated: it may be a secret with one wrong letter.
        throw new RefusedException(Refusal.Of(
            RefusalKind.Unauthenticated, "authorization", given.Length == 0 ? "nothing" : "what was given",
            "must be 'Bearer' and a token that has neither expired nor been revoked; an administrator makes one with "
                + "the service Tokens"));
    }

    private static string SecretIn(string given)
    {
        if (given.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return given[Bearer.Length..].Trim();
        if (!given.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)) return "";
        var bytes = new byte[given.Length];
        return Convert.TryFromBase64String(given[Basic.Length..].Trim(), bytes, out var length)
            ? Encoding.ASCII.GetString(bytes, 0, length).Split(':', 2)[^1]
            : "";
    }

    private static string Name(V1.Role role) => role.ToString().ToLowerInvariant();
}
