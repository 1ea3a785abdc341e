-- Instants are unix milliseconds, JSON is TEXT, features are little-endian float32.
-- A composite key WITHOUT ROWID keeps the rows of one model side by side on disk.

CREATE TABLE counters (
  name TEXT NOT NULL PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;

-- They only ever grow; the row is locked until its transaction ends, so numbers become visible in order.
INSERT INTO counters (name, value) VALUES ('serving_epoch', 0), ('etag', 0), ('tokens', 0);

-- The head of the ledger stands here too: lines cut off its end are noticed.
CREATE TABLE models (
  model_id TEXT NOT NULL PRIMARY KEY,
  revision INTEGER NOT NULL CHECK (revision > 0),
  model_type TEXT NOT NULL,
  state TEXT NOT NULL,
  -- Grows with every batch of outcomes, between the decisions that raise the revision; it has a count of its own.
  learned_state BLOB,
  learned_count INTEGER NOT NULL DEFAULT 0,
  updated_at INTEGER NOT NULL,
  ledger_sequence INTEGER NOT NULL,
  ledger_hash TEXT NOT NULL
);

CREATE TABLE ledger (
  model_id TEXT NOT NULL REFERENCES models (model_id),
  sequence INTEGER NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (model_id, sequence)
) WITHOUT ROWID;

CREATE TABLE windows (
  model_id TEXT NOT NULL REFERENCES models (model_id),
  hour INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (model_id, hour)
);

CREATE TABLE requests (
  model_id TEXT NOT NULL REFERENCES models (model_id),
  request_id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  answer TEXT NOT NULL,
  PRIMARY KEY (model_id, request_id)
);

-- Finds the oldest requests of a model when they are trimmed; a commit has one request at most.
CREATE UNIQUE INDEX requests_by_age ON requests (model_id, revision);

-- The primary key is the promise that a model has one champion row; it is replaced in place, never deleted.
CREATE TABLE serving (
  model_id TEXT NOT NULL PRIMARY KEY REFERENCES models (model_id),
  version TEXT NOT NULL,
  artifact_id TEXT NOT NULL,
  plan TEXT NOT NULL,
  revision INTEGER NOT NULL,
  epoch INTEGER NOT NULL
);

-- «What changed since epoch N», asked by every gateway every second.
CREATE UNIQUE INDEX serving_by_epoch ON serving (epoch);

CREATE TABLE schedules (
  model_id TEXT NOT NULL PRIMARY KEY REFERENCES models (model_id),
  shard INTEGER NOT NULL,
  due_at INTEGER NOT NULL
) WITHOUT ROWID;

-- The due models of a shard, earliest first, and the shard's next due time.
CREATE INDEX schedules_by_due ON schedules (shard, due_at, model_id);

-- AUTOINCREMENT: an id that was confirmed is never given to another effect.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  model_id TEXT NOT NULL REFERENCES models (model_id),
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0
);

-- The effects that are due over the whole fleet, longest due first.
CREATE INDEX outbox_by_due ON outbox (not_before, id);

-- The same for one model, asked when its grain is activated.
CREATE INDEX outbox_by_model ON outbox (model_id, not_before, id);

CREATE TABLE runs (
  run_id TEXT NOT NULL PRIMARY KEY,
  model_id TEXT NOT NULL REFERENCES models (model_id),
  status INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  cause TEXT NOT NULL,
  queued_at INTEGER NOT NULL,
  plan TEXT NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  result TEXT,
  training_seconds REAL NOT NULL DEFAULT 0
);

-- The queue reads unfinished runs only; finished ones outnumber them soon, so they are left out of the index.
CREATE INDEX runs_unfinished ON runs (priority DESC, queued_at, run_id) WHERE status < 2;

-- A model's runs, newest first.
CREATE INDEX runs_by_model ON runs (model_id, queued_at, run_id);

CREATE TABLE challengers (
  run_id TEXT NOT NULL REFERENCES runs (run_id),
  ordinal INTEGER NOT NULL,
  status INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  heartbeat_at INTEGER,
  artifact_id TEXT,
  report TEXT,
  training_seconds REAL NOT NULL DEFAULT 0,
  PRIMARY KEY (run_id, ordinal)
);

CREATE TABLE artifacts (
  artifact_id TEXT NOT NULL PRIMARY KEY,
  stored_at INTEGER NOT NULL,
  bytes BLOB NOT NULL
);

-- The sweep of old artifacts reads ages and ids without touching the bytes.
CREATE INDEX artifacts_by_age ON artifacts (stored_at, artifact_id);

-- One row for each model that was ever observed; it needs no row in models, so history may come first.
CREATE TABLE observation_logs (
  log_id INTEGER PRIMARY KEY,
  model_id TEXT NOT NULL UNIQUE,
  last_sequence INTEGER NOT NULL DEFAULT 0,
  predictions INTEGER NOT NULL DEFAULT 0,
  outcomes INTEGER NOT NULL DEFAULT 0
);

-- The key is the order in which a training set is read. An empty version marks history. No foreign key to the log: whoever
-- writes here holds its row, it is never deleted, and a check for each of thousands of rows takes its time.
CREATE TABLE observations (
  log_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  prediction_id TEXT NOT NULL,
  features BLOB NOT NULL,
  prediction REAL,
  version TEXT NOT NULL,
  sequence INTEGER,
  outcome REAL,
  known_at INTEGER,
  PRIMARY KEY (log_id, at, prediction_id)
) WITHOUT ROWID;

-- Finds the row of an id that a caller made, and makes it unique within its model whatever its time. An id that the
-- server made tells its time itself, and is not in here.
CREATE TABLE observation_ids (
  log_id INTEGER NOT NULL,
  prediction_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (log_id, prediction_id)
) WITHOUT ROWID;

-- What a check has not absorbed yet, in the order it was stored; rows without an outcome are left out.
CREATE UNIQUE INDEX observations_by_sequence ON observations (log_id, sequence) WHERE sequence IS NOT NULL;

CREATE TABLE grain_state (
  grain_id TEXT NOT NULL,
  state_name TEXT NOT NULL,
  body TEXT NOT NULL,
  etag INTEGER NOT NULL,
  PRIMARY KEY (grain_id, state_name)
);

-- The secrets stand here as SHA-256 only. A revoked token keeps its row: its name stands in the ledger.
CREATE TABLE tokens (
  name TEXT NOT NULL PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  role INTEGER NOT NULL,
  model_prefixes TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER
) WITHOUT ROWID;
