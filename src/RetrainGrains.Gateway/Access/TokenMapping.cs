using RetrainGrains.Gateway.Mapping;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Access;

/// <summary>Tokens on the wire and in the store.</summary>
internal static class TokenMapping
{
    private const char PrefixEnd = '\n';

    public static ImmutableArray<string> PrefixesOf(string stored) =>
        [.. stored.Split(PrefixEnd, StringSplitOptions.RemoveEmptyEntries)];

    public static string Join(IEnumerable<string> prefixes) => string.Join(PrefixEnd, prefixes);

    public static V1.Token ToWire(this TokenRow token) => new()
    {
        Name = token.Name,
        Role = (V1.Role)token.Role,
        ModelPrefixes = { PrefixesOf(token.ModelPrefixes) },
        CreatedAt = token.CreatedAt.ToWire(),
        CreatedBy = token.CreatedBy,
        ExpiresAt = token.ExpiresAt.ToWire(),
        RevokedAt = token.RevokedAt.ToWire(),
    };

    public static V1.WhoAmIResponse ToWire(this Caller caller) => new()
    {
        Name = caller.Name,
        Role = caller.Role,
        ModelPrefixes = { caller.ModelPrefixes },
        ExpiresAt = caller.ExpiresAt.ToWire(),
    };
}
