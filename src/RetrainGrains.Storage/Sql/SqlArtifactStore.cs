using System.Security.Cryptography;

namespace RetrainGrains.Storage.Sql;

/// <summary>The store of artifacts in SQL.</summary>
internal sealed class SqlArtifactStore(SqlSessions sessions) : IArtifactStore
{
    public async Task<string> PutAsync(
        ReadOnlyMemory<byte> bytes, DateTimeOffset at, CancellationToken cancellation)
    {
        Bounds.Size(bytes.Length, Bounds.ArtifactBytesMax, nameof(bytes));
        var id = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        await sessions.WriteAsync(
            session => session.ExecuteAsync(
                $"""
                INSERT INTO artifacts (artifact_id, stored_at, bytes) VALUES ({id}, {at}, {bytes.ToArray()})
                ON CONFLICT (artifact_id) DO UPDATE SET stored_at = excluded.stored_at
                WHERE excluded.stored_at > artifacts.stored_at
                """, cancellation),
            cancellation);
        return id;
    }

    public async Task<byte[]?> GetAsync(string artifactId, CancellationToken cancellation)
    {
        var bytes = await sessions.ReadAsync(
            session => session.FindAsync(
                $"SELECT bytes FROM artifacts WHERE artifact_id = {artifactId}", row => row.Bytes(0), cancellation),
            cancellation);
        if (bytes is not null && Convert.ToHexStringLower(SHA256.HashData(bytes)) is var hash && hash != artifactId)
        {
            throw new InvalidDataException($"The bytes of artifact {artifactId} have hash {hash}: they were damaged.");
        }
        return bytes;
    }

    public Task<int> DeleteUnreferencedAsync(
        DateTimeOffset before, IReadOnlySet<string> keep, CancellationToken cancellation) => sessions.WriteAsync(
            async session =>
            {
                var old = await session.QueryAsync(
                    $"SELECT artifact_id FROM artifacts WHERE stored_at < {before}",
                    row => row.GetString(0), cancellation);
                var deleted = 0;
                foreach (var id in old.Where(id => !keep.Contains(id)))
                {
                    deleted += await session.ExecuteAsync(
                        $"DELETE FROM artifacts WHERE artifact_id = {id} AND stored_at < {before}", cancellation);
                }
                return deleted;
            },
            cancellation);
}
