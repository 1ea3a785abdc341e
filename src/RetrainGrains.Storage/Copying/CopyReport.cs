namespace RetrainGrains.Storage;

/// <summary>What a copy is doing: first every table is copied, then every table is compared.</summary>
public enum CopyPhase
{
    Copying = 0,
    Comparing = 1,
}

/// <summary>How far a copy is: <paramref name="Rows"/> of <paramref name="Total"/> rows of one table.</summary>
public sealed record CopyProgress(CopyPhase Phase, string Table, long Rows, long Total);

/// <summary>A table that is the same in both databases; the hash is a SHA-256 over all rows in key order.</summary>
public sealed record TableReport(string Table, long Rows, string Hash);

/// <summary>What was found equal in both databases, table by table, and the hash over all ledgers.</summary>
public sealed record CopyReport(IReadOnlyList<TableReport> Tables, string LedgerHash);
