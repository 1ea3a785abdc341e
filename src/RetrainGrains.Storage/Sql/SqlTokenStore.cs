using System.Data.Common;

namespace RetrainGrains.Storage.Sql;

/// <summary>The store of tokens in SQL.</summary>
internal sealed class SqlTokenStore(SqlSessions sessions) : ITokenStore
{
    private const int HashBytes = 32;
    private const int PrefixesLengthMax = 20 * (Bounds.IdLengthMax + 1);

    public Task<TokenCreation> CreateAsync(TokenRow token, CancellationToken cancellation)
    {
        Bounds.Kind(token.Name, nameof(token.Name));
        Bounds.Text(token.CreatedBy, nameof(token.CreatedBy));
        Bounds.Text(token.ModelPrefixes, nameof(token.ModelPrefixes));
        if (token.Hash.Length != HashBytes)
        {
            throw new ArgumentException($"Hash has {token.Hash.Length} bytes; it must have {HashBytes}.");
        }
        Bounds.Size(token.ModelPrefixes.Length, PrefixesLengthMax, nameof(token.ModelPrefixes));
        return sessions.WriteAsync(
            async session =>
            {
                // First, so that two of these wait for each other: the count below holds until the commit.
                await Counter.NextAsync(session, Counter.Tokens, cancellation);
                var stored = await session.FindAsync(
                    $"SELECT COUNT(*) FROM tokens", row => row.GetInt64(0), cancellation);
                if (stored >= ITokenStore.TokensMax) return TokenCreation.TooMany;
                var written = await session.ExecuteAsync(
                    $"""
                    INSERT INTO tokens (
                      name, hash, role, model_prefixes, created_at, created_by, expires_at, revoked_at)
                    VALUES ({token.Name}, {token.Hash}, {token.Role}, {token.ModelPrefixes}, {token.CreatedAt},
                      {token.CreatedBy}, {token.ExpiresAt}, {token.RevokedAt}) ON CONFLICT (name) DO NOTHING
                    """, cancellation);
                return written == 1 ? TokenCreation.Created : TokenCreation.NameTaken;
            },
            cancellation);
    }

    public Task<TokenRow?> RevokeAsync(string name, DateTimeOffset at, CancellationToken cancellation) =>
        sessions.WriteAsync(
            async session =>
            {
                var revoked = await session.ExecuteAsync(
                    $"UPDATE tokens SET revoked_at = {at} WHERE name = {name} AND revoked_at IS NULL", cancellation);
                if (revoked > 0) await Counter.NextAsync(session, Counter.Tokens, cancellation);
                return await session.FindAsync(
                    $"""
                    SELECT name, hash, role, model_prefixes, created_at, created_by, expires_at, revoked_at
                    FROM tokens WHERE name = {name}
                    """, ToToken, cancellation);
            },
            cancellation);

    public Task<IReadOnlyList<TokenRow>> ListAsync(CancellationToken cancellation) => sessions.ReadAsync(
        async session => (IReadOnlyList<TokenRow>)await session.QueryAsync(
            $"""
            SELECT name, hash, role, model_prefixes, created_at, created_by, expires_at, revoked_at
            FROM tokens ORDER BY name
            """, ToToken, cancellation),
        cancellation);

    public Task<long> RevisionAsync(CancellationToken cancellation) => sessions.ReadAsync(
        session => session.FindAsync(
            $"SELECT value FROM counters WHERE name = {Counter.Tokens}", row => row.GetInt64(0), cancellation),
        cancellation);

    private static TokenRow ToToken(DbDataReader row) => new(
        row.GetString(0), row.Bytes(1), (int)row.GetInt64(2), row.GetString(3), row.Instant(4), row.GetString(5),
        row.InstantOrNull(6), row.InstantOrNull(7));
}
