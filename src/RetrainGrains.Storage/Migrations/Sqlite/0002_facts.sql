-- Whom or what a row is about, so that its outcome can come by entity and time; and the number of the repair that
-- withdrew it. A withdrawn row keeps its outcome for the record and loses its sequence, so that nothing reads it.
ALTER TABLE observations ADD COLUMN entity TEXT;
ALTER TABLE observations ADD COLUMN withdrawn INTEGER;

-- The rows of an entity about a time; rows without one are left out.
CREATE INDEX observations_by_entity ON observations (log_id, entity, at) WHERE entity IS NOT NULL;

-- The model's rules for outcomes by entity and time, in milliseconds; NULL until its policy was stored, which means
-- the defaults. Then the counts of what stands in the two tables below, and of the repairs so far.
ALTER TABLE observation_logs ADD COLUMN grain INTEGER;
ALTER TABLE observation_logs ADD COLUMN tolerance INTEGER;
ALTER TABLE observation_logs ADD COLUMN horizon INTEGER;
ALTER TABLE observation_logs ADD COLUMN waiting_max INTEGER;
ALTER TABLE observation_logs ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0;
ALTER TABLE observation_logs ADD COLUMN entity_outcomes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE observation_logs ADD COLUMN erasures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE observation_logs ADD COLUMN repairs INTEGER NOT NULL DEFAULT 0;

-- The outcomes that came by entity and time, at the beginning of their grain: those that wait for a prediction, and
-- those that a later prediction for the same time must get too.
CREATE TABLE entity_outcomes (
  log_id INTEGER NOT NULL,
  entity TEXT NOT NULL,
  at INTEGER NOT NULL,
  outcome REAL NOT NULL,
  known_at INTEGER NOT NULL,
  waiting INTEGER NOT NULL,
  PRIMARY KEY (log_id, entity, at)
) WITHOUT ROWID;

-- The oldest ones, when they are dropped.
CREATE INDEX entity_outcomes_by_time ON entity_outcomes (log_id, at);

-- The entities that were erased, as hashes: rows from before the erasure that come late are not stored again.
CREATE TABLE erasures (
  log_id INTEGER NOT NULL,
  entity_hash TEXT NOT NULL,
  erased_at INTEGER NOT NULL,
  PRIMARY KEY (log_id, entity_hash)
) WITHOUT ROWID;
