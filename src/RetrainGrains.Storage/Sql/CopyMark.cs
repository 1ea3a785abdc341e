namespace RetrainGrains.Storage.Sql;

/// <summary>
/// Marks a target from before its first row until it was found equal to its source. It stands among the migrations,
/// where every program looks before it uses a database: nobody starts on half a copy.
/// </summary>
internal static class CopyMark
{
    /// <summary>The version of the mark, which no migration has.</summary>
    public const long Version = 0;

    public static Task SetAsync(SqlSession session, CancellationToken cancellation) => session.ExecuteAsync(
        $"INSERT INTO schema_migrations (version, name, checksum) VALUES ({Version}, 'copy_in_progress', '')",
        cancellation);

    public static Task RemoveAsync(SqlSession session, CancellationToken cancellation) => session.ExecuteAsync(
        $"DELETE FROM schema_migrations WHERE version = {Version}", cancellation);
}
