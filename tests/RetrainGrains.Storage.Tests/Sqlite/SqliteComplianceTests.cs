using RetrainGrains.Storage.Tests.Artifacts;
using RetrainGrains.Storage.Tests.FileImports;
using RetrainGrains.Storage.Tests.GrainState;
using RetrainGrains.Storage.Tests.Models;
using RetrainGrains.Storage.Tests.Observations;
using RetrainGrains.Storage.Tests.Outbox;
using RetrainGrains.Storage.Tests.Processes;
using RetrainGrains.Storage.Tests.Runs;
using RetrainGrains.Storage.Tests.Schedules;
using RetrainGrains.Storage.Tests.Serving;
using RetrainGrains.Storage.Tests.Sql;
using RetrainGrains.Storage.Tests.Tokens;
using RetrainGrains.Storage.Tests.Views;

namespace RetrainGrains.Storage.Tests.Sqlite;

// The compliance suite over SQLite, topic by topic: in a file and in memory.
public sealed class SqliteFileArtifactTests() : ArtifactCompliance(new SqliteFileHome());
public sealed class SqliteFileArtifactDamageTests() : ArtifactDamageCompliance(new SqliteFileHome());
public sealed class SqliteFileCommitTests() : CommitCompliance(new SqliteFileHome());
public sealed class SqliteFileCommitBoundsTests() : CommitBoundsCompliance(new SqliteFileHome());
public sealed class SqliteFileConcurrencyTests() : ConcurrencyCompliance(new SqliteFileHome());
public sealed class SqliteFileCrashTests() : CrashCompliance(new SqliteFileHome());
public sealed class SqliteFileEntityTests() : EntityCompliance(new SqliteFileHome());
public sealed class SqliteFileErasureTests() : ErasureCompliance(new SqliteFileHome());
public sealed class SqliteFileFileImportTests() : FileImportCompliance(new SqliteFileHome());
public sealed class SqliteFileGrainStateTests() : GrainStateCompliance(new SqliteFileHome());
public sealed class SqliteFileLedgerTests() : LedgerCompliance(new SqliteFileHome());
public sealed class SqliteFileLedgerTamperingTests() : LedgerTamperingCompliance(new SqliteFileHome());
public sealed class SqliteFileLoggedTests() : LoggedCompliance(new SqliteFileHome());
public sealed class SqliteFileMigrationTests() : MigrationCompliance(new SqliteFileHome());
public sealed class SqliteFileObservationTests() : ObservationCompliance(new SqliteFileHome());
public sealed class SqliteFileObservationPropertyTests() : ObservationPropertyCompliance(new SqliteFileHome());
public sealed class SqliteFileOutboxTests() : OutboxCompliance(new SqliteFileHome());
public sealed class SqliteFilePredictionTests() : PredictionCompliance(new SqliteFileHome());
public sealed class SqliteFilePromotionRaceTests() : PromotionRaceCompliance(
    // The loser of each race sleeps in SQLite's busy handler; more races would only take longer.
    new SqliteFileHome(), promotions: 150);
public sealed class SqliteFileProcessRaceTests() : ProcessRaceCompliance(new SqliteFileHome(), promotions: 150);
public sealed class SqliteFileRepairTests() : RepairCompliance(new SqliteFileHome());
public sealed class SqliteFileRunTests() : RunCompliance(new SqliteFileHome());
public sealed class SqliteFileScheduleTests() : ScheduleCompliance(new SqliteFileHome());
public sealed class SqliteFileServingTests() : ServingCompliance(new SqliteFileHome());
public sealed class SqliteFileStaleWriterTests() : StaleWriterCompliance(new SqliteFileHome());
public sealed class SqliteFileTokenTests() : TokenCompliance(new SqliteFileHome());
public sealed class SqliteFileTrainingSetTests() : TrainingSetCompliance(new SqliteFileHome());
public sealed class SqliteFileViewTests() : ViewCompliance(new SqliteFileHome());

public sealed class SqliteMemoryArtifactTests() : ArtifactCompliance(new SqliteMemoryHome());
public sealed class SqliteMemoryCommitTests() : CommitCompliance(new SqliteMemoryHome());
public sealed class SqliteMemoryCommitBoundsTests() : CommitBoundsCompliance(new SqliteMemoryHome());
public sealed class SqliteMemoryConcurrencyTests() : ConcurrencyCompliance(new SqliteMemoryHome());
public sealed class SqliteMemoryEntityTests() : EntityCompliance(new SqliteMemoryHome());
public sealed class SqliteMemoryErasureTests() : ErasureCompliance(new SqliteMemoryHome());
public sealed class SqliteMemoryFileImportTests() : FileImportCompliance(new SqliteMemoryHome());
public sealed class SqliteMemoryGrainStateTests() : GrainStateCompliance(new SqliteMemoryHome());
public sealed class SqliteMemoryLedgerTests() : LedgerCompliance(new SqliteMemoryHome());
public sealed class SqliteMemoryLoggedTests() : LoggedCompliance(new SqliteMemoryHome());
public sealed class SqliteMemoryObservationTests() : ObservationCompliance(new SqliteMemoryHome());
public sealed class SqliteMemoryObservationPropertyTests() : ObservationPropertyCompliance(new SqliteMemoryHome());
public sealed class SqliteMemoryOutboxTests() : OutboxCompliance(new SqliteMemoryHome());
public sealed class SqliteMemoryPredictionTests() : PredictionCompliance(new SqliteMemoryHome());
public sealed class SqliteMemoryRepairTests() : RepairCompliance(new SqliteMemoryHome());
public sealed class SqliteMemoryRunTests() : RunCompliance(new SqliteMemoryHome());
public sealed class SqliteMemoryScheduleTests() : ScheduleCompliance(new SqliteMemoryHome());
public sealed class SqliteMemoryServingTests() : ServingCompliance(new SqliteMemoryHome());
public sealed class SqliteMemoryTokenTests() : TokenCompliance(new SqliteMemoryHome());
public sealed class SqliteMemoryTrainingSetTests() : TrainingSetCompliance(new SqliteMemoryHome());
