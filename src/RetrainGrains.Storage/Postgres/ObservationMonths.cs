using System.Globalization;
using RetrainGrains.Storage.Sql;

namespace RetrainGrains.Storage.Postgres;

/// <summary>
/// Adds the monthly partitions that rows are about to need. Attaching a table that was made apart holds up neither
/// readers nor writers; making it as a partition at once would.
/// </summary>
internal static class ObservationMonths
{
    // The months outside are covered by the two partitions that the migration makes.
    private const int FirstYear = 2000;
    private const int LastYear = 2099;

    public static async Task EnsureAsync(
        SqlSession session, IEnumerable<DateTimeOffset> instants, CancellationToken cancellation)
    {
        var months = new HashSet<DateOnly>();
        foreach (var instant in instants)
        {
            var at = instant.UtcDateTime;
            if (at.Year is >= FirstYear and <= LastYear) months.Add(new DateOnly(at.Year, at.Month, 1));
        }
        if ((await MissingAsync(session, months, cancellation)).Count == 0) return;
        await PostgresLock.TakeAsync(session, PostgresLock.Partitions, cancellation);
        // Asked again: another process may have added some of them before the lock was ours.
        foreach (var month in await MissingAsync(session, months, cancellation))
        {
            await session.ExecuteScriptAsync(Script(month), cancellation);
        }
    }

    // Asked in each transaction and not remembered: a month that an operator has dropped is made again. The catalogue
    // is read and not to_regclass, which may answer from before the lock.
    private static async Task<List<DateOnly>> MissingAsync(
        SqlSession session, HashSet<DateOnly> months, CancellationToken cancellation)
    {
        if (months.Count == 0) return [];
        // The catalogue itself is read: to_regclass remembers within a transaction that a table was not there.
        var missing = await session.QueryAsync(
            $"""
            SELECT month FROM unnest({months.Select(Name).ToArray()}) AS month WHERE NOT EXISTS (
              SELECT 1 FROM pg_class WHERE relname = month::name AND relispartition AND relnamespace = (
                SELECT relnamespace FROM pg_class WHERE oid = 'observations'::regclass))
            """, row => row.GetString(0), cancellation);
        return [.. months.Where(month => missing.Contains(Name(month)))];
    }

    private static string Name(DateOnly month) =>
        string.Create(CultureInfo.InvariantCulture, $"observations_{month.Year:D4}_{month.Month:D2}");

    // Half of each page is left for the second version of its rows, which their outcomes make: it is needed in any
    // case, and beside the first one a third of the time is saved.
    private static string Script(DateOnly month) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        CREATE TABLE {Name(month)} (LIKE observations INCLUDING ALL) WITH (fillfactor = 50);
        ALTER INDEX {Name(month)}_pkey SET (fillfactor = 50);
        ALTER TABLE observations ATTACH PARTITION {Name(month)}
          FOR VALUES FROM ({Start(month)}) TO ({Start(month.AddMonths(1))});
        """);

    private static long Start(DateOnly month) =>
        new DateTimeOffset(month, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds();
}
