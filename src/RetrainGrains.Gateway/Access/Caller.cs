using Microsoft.AspNetCore.Http;

namespace RetrainGrains.Gateway.Access;

/// <summary>The caller of a request: a name for the ledger, a role, and the models that it may name.</summary>
internal sealed record Caller(string Name, V1.Role Role, ImmutableArray<string> ModelPrefixes)
{
    public static Caller Anonymous { get; } = new("anonymous", V1.Role.Admin, []);

    /// <summary>The limits that it is held to; null: none.</summary>
    public CallerLimits? Limits { get; init; }

    /// <summary>The end of its token; null: it has none.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public bool SeesAllModels => ModelPrefixes.IsEmpty;

    public bool Sees(string modelId) =>
        SeesAllModels || ModelPrefixes.Any(prefix => modelId.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Finds who was let in; nobody is for what is everybody's.</summary>
    public static Caller Of(HttpContext http) =>
        http.Features.Get<Caller>() ?? new Caller("nobody", V1.Role.Unspecified, []);

    /// <summary>Describes the actor for the ledger: who, and from which address.</summary>
    public string From(HttpContext http) => http.Connection.RemoteIpAddress is { } address
        ? $"{Name}@{(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)}"
        : Name;
}
