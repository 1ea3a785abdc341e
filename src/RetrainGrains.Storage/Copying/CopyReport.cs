namespace RetrainGrains.Storage;

/// <summary>The phase of a copy: first every table is copied, then every table is compared.</summary>
public enum CopyPhase
{
    Copying = 0,
    Comparing = 1,
}

/// <summary>The progress of a copy: <paramref name="Rows"/> of <paramref name="Total"/> rows of one table.</summary>
public sealed record CopyProgress(CopyPhase Phase, string Table, long Rows, long Total);

/// <summary>A table that is the same in both databases; the hash is a SHA-256 over all rows in key order.</summary>
public sealed record TableReport(string Table, long Rows, string Hash);

/// <summary>The proof that both databases are equal, table by table, and the hash over all ledgers.</summary>
public sealed record CopyReport(IReadOnlyList<TableReport> Tables, string LedgerHash);
