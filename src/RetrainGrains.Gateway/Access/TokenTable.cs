using System.Collections.Frozen;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Access;

/// <summary>The tokens of a process in memory, replaced whole when any of them has changed.</summary>
internal sealed class TokenTable(ITokenStore store, Limits limits, TimeProvider clock)
{
    private volatile FrozenDictionary<TokenKey, Held> byHash = FrozenDictionary<TokenKey, Held>.Empty;
    private long revision = -1;

    /// <summary>Reads the tokens again when one of them has changed since.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        // Before the tokens: a change between the two is read once more with the next refresh.
        var newest = await store.RevisionAsync(cancellation);
        if (newest == Interlocked.Read(ref revision)) return;
        var tokens = await store.ListAsync(cancellation);
        byHash = tokens.Where(token => token.RevokedAt is null).ToFrozenDictionary(
            token => TokenKey.OfHash(token.Hash), token => new Held(ToCaller(token), token.ExpiresAt));
        Interlocked.Exchange(ref revision, newest);
    }

    /// <summary>Finds the caller of a secret; null for one that is unknown, revoked or expired.</summary>
    public Caller? Find(ReadOnlySpan<char> secret) =>
        TokenSecret.IsWellFormed(secret) && byHash.TryGetValue(TokenKey.Of(secret), out var held)
        && !(held.ExpiresAt <= clock.GetUtcNow())
            ? held.Caller
            : null;

    private Caller ToCaller(TokenRow token) =>
        new(token.Name, (V1.Role)token.Role, TokenMapping.PrefixesOf(token.ModelPrefixes))
        {
            Limits = limits.Of(token.Name), ExpiresAt = token.ExpiresAt,
        };

    private sealed record Held(Caller Caller, DateTimeOffset? ExpiresAt);
}
