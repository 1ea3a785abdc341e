using RetrainGrains.Storage.Copying;
using RetrainGrains.Storage.Sql;

namespace RetrainGrains.Storage;

/// <summary>The rows and hashes of the read models; equal within one kind of database when the tables are.</summary>
public static class ViewDigest
{
    public static async Task<IReadOnlyList<TableReport>> ComputeAsync(
        SqlDatabase database, CancellationToken cancellation = default)
    {
        var reports = new List<TableReport>();
        foreach (var table in TableShape.Views)
        {
            reports.Add(await TableDigest.ComputeAsync(database.Sessions, table, _ => { }, cancellation));
        }
        return reports;
    }
}
