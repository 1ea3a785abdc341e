using System.Runtime.CompilerServices;
using RetrainGrains.Storage.Sql;

namespace RetrainGrains.Storage.Copying;

/// <summary>Reads a table in key order, one row in memory at a time.</summary>
internal static class TablePages
{
    /// <summary>Hands each row over once, and says after each page how many it were so far.</summary>
    public static async IAsyncEnumerable<long> ReadAsync(
        SqlSessions sessions, TableShape table, Func<object?[], Task> take,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        object?[]? last = null;
        var rows = 0L;
        bool found;
        do
        {
            // A page that was cut off is asked for again behind the last row that was taken.
            found = await sessions.ReadAsync(
                async session =>
                {
                    var before = rows;
                    await session.ForEachAsync(
                        table.Page(last),
                        async row =>
                        {
                            var values = table.Read(row);
                            await take(values);
                            last = values;
                            rows++;
                        },
                        cancellation);
                    return rows > before;
                },
                cancellation);
            yield return rows;
        }
        while (found);
    }
}
