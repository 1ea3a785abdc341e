namespace RetrainGrains.Storage;

/// <summary>
/// A token as stored: its secret only as <paramref name="Hash"/> (SHA-256), its role by number, and the beginnings of
/// the model ids that it is for, one a line; empty for all models.
/// </summary>
public sealed record TokenRow(
    string Name, byte[] Hash, int Role, string ModelPrefixes, DateTimeOffset CreatedAt, string CreatedBy,
    DateTimeOffset? ExpiresAt = null, DateTimeOffset? RevokedAt = null);

/// <summary>The result of storing a token.</summary>
public enum TokenCreation
{
    Created,

    /// <summary>The name was given before; a revoked token keeps its name.</summary>
    NameTaken,

    /// <summary>The store holds as many tokens as it may.</summary>
    TooMany,
}

/// <summary>The store of the tokens by which callers are known.</summary>
public interface ITokenStore
{
    /// <summary>
    /// The number of tokens that may be stored, revoked ones included: all of them are held in memory.
    /// </summary>
    const int TokensMax = 10_000;

    Task<TokenCreation> CreateAsync(TokenRow token, CancellationToken cancellation = default);

    /// <summary>Revokes a token, once; returns it as it is then, or null where there is none of this name.</summary>
    Task<TokenRow?> RevokeAsync(string name, DateTimeOffset at, CancellationToken cancellation = default);

    /// <summary>Reads all tokens in the order of their names.</summary>
    Task<IReadOnlyList<TokenRow>> ListAsync(CancellationToken cancellation = default);

    /// <summary>Reads a number that grows with every change of a token: one read by key.</summary>
    Task<long> RevisionAsync(CancellationToken cancellation = default);
}
