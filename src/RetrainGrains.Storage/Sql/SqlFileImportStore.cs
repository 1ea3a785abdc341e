using System.Data.Common;

namespace RetrainGrains.Storage.Sql;

/// <summary>The store of positions in imported files in SQL.</summary>
internal sealed class SqlFileImportStore(SqlSessions sessions) : IFileImportStore
{
    private const int ProgressLengthMax = 100_000;

    public Task<FilePosition?> TakeAsync(
        FileHold hold, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellation)
    {
        Check(hold);
        return sessions.WriteAsync(
            async session =>
            {
                var taken = await session.FindAsync(
                    $"""
                    INSERT INTO file_imports (model_id, file_id, rows_read, progress, holder, held_until, changed_at)
                    VALUES ({hold.ModelId}, {hold.FileId}, 0, '', {hold.Holder}, {until}, {now})
                    ON CONFLICT (model_id, file_id) DO UPDATE
                      SET holder = excluded.holder, held_until = excluded.held_until, changed_at = excluded.changed_at
                      WHERE file_imports.held_until <= {now}
                    RETURNING rows_read, progress
                    """, ToPosition, cancellation);
                if (taken is not null) await ForgetAsync(session, hold.ModelId, now, cancellation);
                return taken;
            },
            cancellation);
    }

    public async Task<bool> KeepAsync(FileHold hold, DateTimeOffset until, CancellationToken cancellation) =>
        await sessions.WriteAsync(
            session => session.ExecuteAsync(
                $"""
                UPDATE file_imports SET held_until = {until}
                WHERE model_id = {hold.ModelId} AND file_id = {hold.FileId} AND holder = {hold.Holder}
                """, cancellation),
            cancellation) == 1;

    public Task<FilePosition?> StoreAsync(
        FileHold hold, FileBlock block, Func<IReadOnlyList<RecordStatus>, string> report, DateTimeOffset now,
        DateTimeOffset until, CancellationToken cancellation)
    {
        ObservationBounds.Check(hold.ModelId, block.Rows);
        return sessions.WriteAsync(
            async session =>
            {
                // Locked first: who comes at the same time waits, and finds the position behind the block.
                var held = await session.FindAsync(
                    $"""
                    SELECT rows_read, progress FROM file_imports
                    WHERE model_id = {hold.ModelId} AND file_id = {hold.FileId} AND holder = {hold.Holder}
                    {session.Dialect.ForUpdate}
                    """, ToPosition, cancellation);
                // Behind the block already: it was stored, and the answer was lost.
                if (held?.RowsRead != block.From) return held?.RowsRead == block.Through ? held : null;
                var statuses = await ImportAsync(session, hold.ModelId, block.Rows, cancellation);
                var position = new FilePosition(block.Through, report(statuses));
                Bounds.Text(position.Progress, nameof(position.Progress));
                Bounds.Size(position.Progress.Length, ProgressLengthMax, nameof(position.Progress));
                await session.ExecuteAsync(
                    $"""
                    UPDATE file_imports SET rows_read = {position.RowsRead}, progress = {position.Progress},
                      held_until = {until}, changed_at = {now}
                    WHERE model_id = {hold.ModelId} AND file_id = {hold.FileId}
                    """, cancellation);
                return position;
            },
            cancellation);
    }

    public Task ReleaseAsync(FileHold hold, CancellationToken cancellation) => sessions.WriteAsync(
        session => session.ExecuteAsync(
            $"""
            UPDATE file_imports SET holder = '', held_until = 0
            WHERE model_id = {hold.ModelId} AND file_id = {hold.FileId} AND holder = {hold.Holder}
            """, cancellation),
        cancellation);

    private static void Check(FileHold hold)
    {
        Bounds.Id(hold.ModelId, nameof(hold.ModelId));
        Bounds.Id(hold.FileId, nameof(hold.FileId));
        Bounds.Id(hold.Holder, nameof(hold.Holder));
    }

    // One whose position is forgotten is read again from its start, and its rows are known by their ids.
    private static Task<int> ForgetAsync(
        SqlSession session, string modelId, DateTimeOffset now, CancellationToken cancellation) => session.ExecuteAsync(
            $"""
            DELETE FROM file_imports WHERE model_id = {modelId} AND held_until <= {now} AND file_id NOT IN (
              SELECT file_id FROM file_imports WHERE model_id = {modelId}
              ORDER BY changed_at DESC, file_id LIMIT {IFileImportStore.FilesMax})
            """, cancellation);

    private static async Task<IReadOnlyList<RecordStatus>> ImportAsync(
        SqlSession session, string modelId, IReadOnlyList<HistoryRow> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0) return [];
        var log = await ObservationLogRow.LockAsync(session, modelId, cancellation);
        return await new ObservationTransaction(session, log, trusting: false, cancellation).ImportAsync(rows);
    }

    private static FilePosition ToPosition(DbDataReader row) => new(row.GetInt64(0), row.GetString(1));
}
