using RetrainGrains.Storage.Tests.Artifacts;
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

namespace RetrainGrains.Storage.Tests.Postgres;

// The compliance suite over PostgreSQL, topic by topic.
public sealed class PostgresArtifactTests() : ArtifactCompliance(new PostgresHome());
public sealed class PostgresArtifactDamageTests() : ArtifactDamageCompliance(new PostgresHome());
public sealed class PostgresCommitTests() : CommitCompliance(new PostgresHome());
public sealed class PostgresCommitBoundsTests() : CommitBoundsCompliance(new PostgresHome());
public sealed class PostgresConcurrencyTests() : ConcurrencyCompliance(new PostgresHome());
public sealed class PostgresCrashTests() : CrashCompliance(new PostgresHome());
public sealed class PostgresErasureTests() : ErasureCompliance(new PostgresHome());
public sealed class PostgresGrainStateTests() : GrainStateCompliance(new PostgresHome());
public sealed class PostgresLedgerTests() : LedgerCompliance(new PostgresHome());
public sealed class PostgresLedgerTamperingTests() : LedgerTamperingCompliance(new PostgresHome());
public sealed class PostgresMigrationTests() : MigrationCompliance(new PostgresHome(migrated: false));
public sealed class PostgresObservationTests() : ObservationCompliance(new PostgresHome());
public sealed class PostgresObservationPropertyTests() : ObservationPropertyCompliance(new PostgresHome());
public sealed class PostgresOutboxTests() : OutboxCompliance(new PostgresHome());
public sealed class PostgresPredictionTests() : PredictionCompliance(new PostgresHome());
public sealed class PostgresPromotionRaceTests() : PromotionRaceCompliance(new PostgresHome(), promotions: 1_000);
public sealed class PostgresProcessRaceTests() : ProcessRaceCompliance(new PostgresHome(), promotions: 1_000);
public sealed class PostgresRunTests() : RunCompliance(new PostgresHome());
public sealed class PostgresScheduleTests() : ScheduleCompliance(new PostgresHome());
public sealed class PostgresServingTests() : ServingCompliance(new PostgresHome());
public sealed class PostgresStaleWriterTests() : StaleWriterCompliance(new PostgresHome());
public sealed class PostgresTokenTests() : TokenCompliance(new PostgresHome());
public sealed class PostgresTrainingSetTests() : TrainingSetCompliance(new PostgresHome());
