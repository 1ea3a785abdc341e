using RetrainGrains.Storage.Tests.Models;

namespace RetrainGrains.Storage.Tests.Sqlite;

// The compliance suite over SQLite, topic by topic: in a file and in memory.
public sealed class SqliteFileCommitTests() : CommitCompliance(new SqliteFileHome());
public sealed class SqliteFileCommitBoundsTests() : CommitBoundsCompliance(new SqliteFileHome());
public sealed class SqliteFileLedgerTests() : LedgerCompliance(new SqliteFileHome());
public sealed class SqliteMemoryCommitTests() : CommitCompliance(new SqliteMemoryHome());
public sealed class SqliteMemoryCommitBoundsTests() : CommitBoundsCompliance(new SqliteMemoryHome());
public sealed class SqliteMemoryLedgerTests() : LedgerCompliance(new SqliteMemoryHome());
