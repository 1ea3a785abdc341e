using System.Security.Claims;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Options;

namespace RetrainGrains.Gateway.Access;

/// <summary>Reads a caller from the claims of a token: its name, its role, its models.</summary>
internal sealed class ClaimParser(JwtOptions options)
{
    private const int NameLengthMax = 200;

    private const int PrefixesMax = 100;

    // No token of the server has such a name: the ledger tells them apart.
    private const string NamePrefix = "jwt:";

    private static readonly char[] Between = [' ', ','];

    private readonly (V1.Role Role, ImmutableArray<string> Values)[] roles =
    [
        (V1.Role.Viewer, options.Viewers), (V1.Role.Predictor, options.Predictors),
        (V1.Role.Operator, options.Operators), (V1.Role.Admin, options.Admins),
    ];

    public Answer<Caller> Read(ClaimsIdentity identity)
    {
        var name = identity.FindFirst(options.NameClaim)?.Value ?? "";
        if (name.Length is 0 or > NameLengthMax || name.Any(char.IsControl))
        {
            return Refused(
                $"must name its caller in the claim {options.NameClaim}, in 1 to {NameLengthMax} characters");
        }
        var prefixes = Values(identity, options.ModelPrefixClaim);
        if (prefixes.Length > PrefixesMax || prefixes.Length == 0 && identity.HasClaim(Names(options.ModelPrefixClaim)))
        {
            return Refused(
                $"must have 1 to {PrefixesMax} values in the claim {options.ModelPrefixClaim}, or not have it");
        }
        var role = Role([.. Values(identity, options.RoleClaim), .. Whole(identity, options.RoleClaim)]);
        // Who makes tokens is held to no models.
        if (role == V1.Role.Admin && prefixes.Length > 0) role = V1.Role.Operator;
        return new Caller(NamePrefix + name, role, prefixes);
    }

    private V1.Role Role(ImmutableArray<string> values) => roles
        .Where(known => known.Values.Intersect(values, StringComparer.Ordinal).Any())
        .Select(known => known.Role).DefaultIfEmpty(V1.Role.Unspecified).Max();

    // Issuers send several values as a list, or as words of one; a role's name may have a space.
    private static ImmutableArray<string> Values(ClaimsIdentity identity, string claim) =>
    [
        .. Whole(identity, claim).SelectMany(value => value.Split(Between, StringSplitOptions.RemoveEmptyEntries)),
    ];

    private static IEnumerable<string> Whole(ClaimsIdentity identity, string claim) =>
        identity.FindAll(Names(claim)).Select(found => found.Value);

    private static Predicate<Claim> Names(string claim) => found => found.Type == claim;

    private static Answer<Caller> Refused(string rule) =>
        Refusal.Of(RefusalKind.Unauthenticated, "authorization", "what was given", rule);
}
