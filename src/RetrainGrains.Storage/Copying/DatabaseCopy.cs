using RetrainGrains.Storage.Copying;
using RetrainGrains.Storage.Sql;

namespace RetrainGrains.Storage;

/// <summary>
/// Moves everything to an empty database of another kind and proves that it arrived. The source should rest: what
/// changes there meanwhile is found as a difference. A copy that was cut off is recognised by its mark on the target
/// and starts anew; until a copy has ended well, no program uses its target.
/// </summary>
public static class DatabaseCopy
{
    private const int ModelsPage = 1_000;

    /// <summary>
    /// Throws <see cref="InvalidOperationException"/> when the databases do not suit, and
    /// <see cref="InvalidDataException"/> when they differ at the end.
    /// </summary>
    public static async Task<CopyReport> RunAsync(
        SqlDatabase source, SqlDatabase target, Action<CopyProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        await source.Migrator.RequireCurrentAsync("source", mayBeMarked: false, cancellation);
        await RequireSoundAsync(source, cancellation);
        await PrepareAsync(target, cancellation);
        foreach (var table in TableShape.All)
        {
            await TableCopy.RunAsync(
                source.Sessions, target.Sessions, table,
                await ReporterAsync(source, table, CopyPhase.Copying, progress, cancellation), cancellation);
        }
        var lastEffect = await source.Sessions.ReadAsync(
            session => session.Dialect.Tables.LastEffectAsync(session, cancellation), cancellation);
        await WriteAsync(
            target,
            session => session.Dialect.Tables.ContinueAfterAsync(session, lastEffect, cancellation), cancellation);
        await target.Views.RebuildAsync(cancellation: cancellation);
        var report = await CompareAsync(source, target, progress, cancellation);
        await WriteAsync(target, session => CopyMark.RemoveAsync(session, cancellation), cancellation);
        return report;
    }

    /// <summary>Compares every row of two databases, and walks every ledger of the target.</summary>
    public static async Task<CopyReport> CompareAsync(
        SqlDatabase source, SqlDatabase target, Action<CopyProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var tables = new List<TableReport>();
        var differences = new List<string>();
        foreach (var table in TableShape.All)
        {
            var report = await ReporterAsync(source, table, CopyPhase.Comparing, progress, cancellation);
            var expected = await TableDigest.ComputeAsync(source.Sessions, table, _ => { }, cancellation);
            var found = await TableDigest.ComputeAsync(target.Sessions, table, report, cancellation);
            tables.Add(found);
            if (found != expected)
            {
                differences.Add(
                    $"table {table.Name} has {found.Rows} rows with hash {found.Hash}, "
                    + $"the source's {expected.Rows} with {expected.Hash}");
            }
        }
        var ledgerHash = await target.Models.LedgerHashAsync(cancellation);
        if (ledgerHash != await source.Models.LedgerHashAsync(cancellation))
        {
            differences.Add("the hash over all ledgers is not the source's");
        }
        await VerifyLedgersAsync(target, differences, cancellation);
        return differences.Count == 0 ? new CopyReport(tables, ledgerHash) : throw new InvalidDataException(
            $"The target is not a copy of the source: {string.Join("; ", differences)}.");
    }

    private static async Task RequireSoundAsync(SqlDatabase source, CancellationToken cancellation)
    {
        var damage = await source.Sessions.ReadAsync(
            session => session.Dialect.Tables.FindDamageAsync(session, cancellation), cancellation);
        if (damage is not null) throw new InvalidOperationException($"The source is damaged ({damage}).");
    }

    // Only a target that was found empty is marked, and only a marked one is emptied.
    private static async Task PrepareAsync(SqlDatabase target, CancellationToken cancellation)
    {
        if (!await target.Migrator.IsMarkedAsync(cancellation))
        {
            await target.MigrateAsync(cancellation);
            await RequireEmptyAsync(target, cancellation);
            await WriteAsync(target, session => CopyMark.SetAsync(session, cancellation), cancellation);
        }
        await target.Migrator.RequireCurrentAsync("target", mayBeMarked: true, cancellation);
        await WriteAsync(target, session => session.Dialect.Tables.ClearAsync(session, cancellation), cancellation);
    }

    private static Task<bool> RequireEmptyAsync(SqlDatabase target, CancellationToken cancellation) =>
        target.Sessions.ReadAsync(
            async session =>
            {
                // Counters always has its rows; they stand at zero as long as all other tables are empty.
                foreach (var table in TableShape.All.Skip(1))
                {
                    if (await table.HasRowsAsync(session, cancellation))
                    {
                        throw new InvalidOperationException(
                            $"The target has rows in table {table.Name}; it must be an empty database.");
                    }
                }
                return true;
            },
            cancellation);

    private static async Task VerifyLedgersAsync(
        SqlDatabase target, List<string> differences, CancellationToken cancellation)
    {
        string? after = null;
        IReadOnlyList<ModelRow> page;
        do
        {
            page = await target.Models.ListAsync(after, ModelsPage, cancellation);
            foreach (var model in page)
            {
                after = model.ModelId;
                if (await target.Models.VerifyLedgerAsync(after, cancellation) is { Problem: { } problem })
                {
                    differences.Add($"the ledger of model '{after}' is broken: {problem}");
                }
            }
        }
        while (page.Count == ModelsPage);
    }

    private static async Task<Action<long>> ReporterAsync(
        SqlDatabase source, TableShape table, CopyPhase phase, Action<CopyProgress>? progress,
        CancellationToken cancellation)
    {
        if (progress is null) return _ => { };
        var total = await source.Sessions.ReadAsync(session => table.CountAsync(session, cancellation), cancellation);
        return rows => progress(new CopyProgress(phase, table.Name, rows, total));
    }

    private static Task WriteAsync(SqlDatabase target, Func<SqlSession, Task> work, CancellationToken cancellation) =>
        target.Sessions.WriteAsync(
            async session =>
            {
                await work(session);
                return true;
            },
            cancellation);
}
