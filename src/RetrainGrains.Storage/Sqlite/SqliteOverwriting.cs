using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using RetrainGrains.Storage.Sql;
using SQLitePCL;

namespace RetrainGrains.Storage.Sqlite;

// secure_delete zeroes what is deleted, where it stands. Left are copies: of pages, in the write-ahead log until that
// begins anew; of rows that once moved to another page, in the free space of the page that they left; and free pages
// of a file that an earlier version wrote. VACUUM would remove them too, and hold all writers for as long as the whole
// file takes, with as much again of the disk.

/// <summary>
/// Zeroes the free space of a database's file, some pages at a time, so that writers wait for none but that piece. It
/// writes where SQLite keeps nothing, while the log is empty and nobody else may write: a crash in the middle leaves a
/// file with the same content.
/// </summary>
internal sealed class SqliteOverwriting(SqlSession session, SqliteFileAccess file, SqliteOptions options)
{
    // Below this number the first byte of a page that is no tree's, which is that of another page's number, is never
    // one of a tree's. With pages of 4 KiB a file of 128 GiB.
    private const long PagesMax = 1 << 25;

    // 16 MiB in pages of 4 KiB: what a writer waits for.
    private const int PiecePages = 4_096;
    private const int TrunkOffset = 32;
    private const int ReservedOffset = 20;
    private const int ListHead = 8;

    // As long as that, writers wait for a reader.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private long LogLength => new FileInfo($"{options.Path}-wal") is { Exists: true } log ? log.Length : 0;

    public async Task<Overwriting> RunAsync(long from, CancellationToken cancellation)
    {
        await WaitForOthersAsync(Patience, cancellation);
        try
        {
            var busy = await session.FindAsync(
                $"PRAGMA wal_checkpoint(TRUNCATE)", row => row.GetInt64(0) != 0, cancellation);
            if (busy) return new Overwriting(from, 0, "another process is reading the file: end it");
            await session.ExecuteAsync($"BEGIN IMMEDIATE", cancellation);
        }
        catch (SqliteException busy) when (busy.SqliteErrorCode == raw.SQLITE_BUSY)
        {
            return new Overwriting(from, 0, "another process is writing to the file: end it");
        }
        finally
        {
            await WaitForOthersAsync(options.BusyTimeout, CancellationToken.None);
        }
        try
        {
            return await OverwriteAsync(from, cancellation);
        }
        finally
        {
            await session.ExecuteAsync($"ROLLBACK", CancellationToken.None);
        }
    }

    private Task WaitForOthersAsync(TimeSpan patience, CancellationToken cancellation) =>
        session.ExecuteScriptAsync($"PRAGMA busy_timeout = {(long)patience.TotalMilliseconds}", cancellation);

    private async Task<Overwriting> OverwriteAsync(long from, CancellationToken cancellation)
    {
        // Another process came in between: the next try.
        if (LogLength > 0) return new Overwriting(from, 0);
        var (pages, size, moves) = await session.FindAsync(
            $"""
            SELECT page_count, page_size, auto_vacuum
            FROM pragma_page_count(), pragma_page_size(), pragma_auto_vacuum()
            """, row => (row.GetInt64(0), row.GetInt32(1), row.GetInt64(2) != 0), cancellation);
        if (pages >= PagesMax || moves)
        {
            return new Overwriting(
                from, pages, moves ? "the file was made with auto_vacuum: run VACUUM while the server is stopped"
                    : $"the file has {pages} pages, too many: run VACUUM while the server is stopped");
        }
        var before = Math.Min(from + PiecePages, pages);
        Overwrite(from, before, pages, size);
        // Pages in memory are as they were, and would come back with the next change of theirs.
        await session.ExecuteScriptAsync("PRAGMA shrink_memory", cancellation);
        return new Overwriting(before < pages ? before : null, pages);
    }

    // Pages are numbered from 0 here, as they lie in the file.
    private void Overwrite(long from, long before, long pages, int size)
    {
        var page = new byte[size];
        file.Read(page, 0);
        var usable = size - page[ReservedOffset];
        var free = FreePages(page, pages);
        var written = false;
        for (var number = from; number < before; number++)
        {
            file.Read(page, number * size);
            var changed = free.TryGetValue(number, out var used)
                ? SqlitePage.Zero(page.AsSpan(used, usable - used))
                : SqlitePage.ZeroFree(page.AsSpan(0, usable), number == 0 ? SqlitePage.FileHeader : 0);
            if (changed) file.Write(page, number * size);
            written |= changed;
        }
        if (written) file.Flush();
    }

    // With the length of the list in those that list them.
    private Dictionary<long, int> FreePages(ReadOnlySpan<byte> first, long pages)
    {
        var free = new Dictionary<long, int>();
        var page = new byte[first.Length];
        var trunk = Number(first, TrunkOffset);
        while (trunk > 0 && trunk <= pages && !free.ContainsKey(trunk - 1))
        {
            file.Read(page, (trunk - 1) * page.Length);
            var listed = Math.Min(Number(page, 4), (page.Length / 4) - 2);
            free[trunk - 1] = ListHead + (4 * (int)listed);
            for (var i = 0; i < listed; i++) free[Number(page, ListHead + (4 * i)) - 1] = 0;
            trunk = Number(page, 0);
        }
        return free;
    }

    private static long Number(ReadOnlySpan<byte> page, int at) => BinaryPrimitives.ReadUInt32BigEndian(page[at..]);
}
