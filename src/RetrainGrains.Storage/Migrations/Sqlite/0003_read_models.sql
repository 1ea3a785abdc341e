-- The read models: what the ledger says, as tables that can be queried. Every row comes from a line of the ledger by one
-- projection, in the transaction of the line, and can be made anew from the ledger. Ids are uuids made from the line, in
-- the order of time where rows have one; instants are unix milliseconds, lists are JSON. A model's rows go with it.

CREATE TABLE checks (
  check_id TEXT NOT NULL PRIMARY KEY,
  model_id TEXT NOT NULL REFERENCES models (model_id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  at INTEGER NOT NULL,
  outcomes INTEGER NOT NULL,
  error REAL,
  drift_streak INTEGER NOT NULL,
  -- retrain, held-back or wait
  decision TEXT NOT NULL,
  lead TEXT,
  held_back TEXT NOT NULL,
  not_compared TEXT NOT NULL
) WITHOUT ROWID;

-- A model's checks of a span, newest first.
CREATE INDEX checks_by_time ON checks (model_id, at, sequence);

CREATE TABLE check_signals (
  check_id TEXT NOT NULL REFERENCES checks (check_id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  source TEXT NOT NULL,
  subject TEXT NOT NULL,
  measure TEXT NOT NULL,
  value REAL,
  reference REAL,
  threshold REAL,
  p_value REAL,
  verdict TEXT NOT NULL,
  PRIMARY KEY (check_id, ordinal)
) WITHOUT ROWID;

-- The reasons for which a check spoke for a retraining, whether or not a run was held back.
CREATE TABLE triggers (
  check_id TEXT NOT NULL REFERENCES checks (check_id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL,
  severity TEXT NOT NULL,
  rule TEXT,
  reason TEXT NOT NULL,
  PRIMARY KEY (check_id, ordinal)
) WITHOUT ROWID;

CREATE TABLE alerts (
  alert_id TEXT NOT NULL PRIMARY KEY,
  check_id TEXT NOT NULL REFERENCES checks (check_id) ON DELETE CASCADE,
  model_id TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  severity TEXT NOT NULL,
  reason TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  closed_at INTEGER
) WITHOUT ROWID;

-- The open alerts of a model, which are closed by name; and the check's own.
CREATE INDEX alerts_open ON alerts (model_id, name) WHERE closed_at IS NULL;
CREATE INDEX alerts_by_check ON alerts (check_id);

CREATE TABLE run_history (
  run_key TEXT NOT NULL PRIMARY KEY,
  run_id TEXT NOT NULL UNIQUE,
  model_id TEXT NOT NULL REFERENCES models (model_id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  check_id TEXT REFERENCES checks (check_id) ON DELETE SET NULL,
  cause TEXT NOT NULL,
  severity TEXT NOT NULL,
  reason TEXT NOT NULL,
  recipes TEXT NOT NULL,
  outcomes INTEGER NOT NULL,
  planned_at INTEGER NOT NULL,
  ended_at INTEGER,
  -- running, finished or failed
  state TEXT NOT NULL,
  promoted INTEGER NOT NULL,
  failures TEXT NOT NULL
) WITHOUT ROWID;

-- A model's runs of a span, and those of all models, newest first.
CREATE INDEX run_history_by_model ON run_history (model_id, planned_at, run_key);
CREATE INDEX run_history_by_time ON run_history (planned_at, run_key);
CREATE INDEX run_history_by_check ON run_history (check_id);

CREATE TABLE run_steps (
  run_key TEXT NOT NULL REFERENCES run_history (run_key) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  name TEXT NOT NULL,
  -- the recipe that a step is about, null for steps of the whole run
  recipe TEXT,
  state TEXT NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  PRIMARY KEY (run_key, ordinal)
) WITHOUT ROWID;

-- What each challenger learned from: rows of from ≤ time < to, those from validated_from on held out.
CREATE TABLE datasets (
  dataset_id TEXT NOT NULL PRIMARY KEY,
  run_key TEXT NOT NULL REFERENCES run_history (run_key) ON DELETE CASCADE,
  recipe TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  validated_from INTEGER,
  through_sequence INTEGER,
  row_count INTEGER NOT NULL,
  fingerprint TEXT,
  seed TEXT
) WITHOUT ROWID;

CREATE INDEX datasets_by_run ON datasets (run_key);

-- The trainings of a run; no version where a failure stands.
CREATE TABLE run_challengers (
  run_key TEXT NOT NULL REFERENCES run_history (run_key) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  recipe TEXT NOT NULL,
  dataset_id TEXT NOT NULL REFERENCES datasets (dataset_id) ON DELETE CASCADE,
  artifact_id TEXT,
  started_at INTEGER,
  ended_at INTEGER,
  relative_loss REAL,
  trials INTEGER,
  parameters TEXT NOT NULL,
  failure TEXT,
  PRIMARY KEY (run_key, ordinal)
) WITHOUT ROWID;

CREATE INDEX run_challengers_by_dataset ON run_challengers (dataset_id);

CREATE TABLE gate_results (
  run_key TEXT NOT NULL REFERENCES run_history (run_key) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  challenger TEXT NOT NULL,
  gate TEXT NOT NULL,
  passed INTEGER NOT NULL,
  finding TEXT NOT NULL,
  PRIMARY KEY (run_key, ordinal)
) WITHOUT ROWID;

CREATE TABLE versions (
  version_id TEXT NOT NULL PRIMARY KEY,
  model_id TEXT NOT NULL REFERENCES models (model_id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  number TEXT NOT NULL,
  parent TEXT,
  run_id TEXT,
  imported_from TEXT,
  schema_version INTEGER NOT NULL,
  promoted_at INTEGER NOT NULL,
  members TEXT NOT NULL,
  reason TEXT NOT NULL
) WITHOUT ROWID;

CREATE INDEX versions_by_model ON versions (model_id, sequence);

-- The times at which each version served; the one without an end serves.
CREATE TABLE deployments (
  deployment_id TEXT NOT NULL PRIMARY KEY,
  model_id TEXT NOT NULL REFERENCES models (model_id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  version TEXT NOT NULL,
  -- promoted or rolled-back
  kind TEXT NOT NULL,
  actor TEXT,
  reason TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER
) WITHOUT ROWID;

CREATE INDEX deployments_by_model ON deployments (model_id, started_at, sequence);

-- What was decided, by the system or by a person; checks that wait without a reason are none.
CREATE TABLE decisions (
  decision_id TEXT NOT NULL PRIMARY KEY,
  model_id TEXT NOT NULL REFERENCES models (model_id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  actor TEXT,
  reason TEXT NOT NULL
) WITHOUT ROWID;

CREATE INDEX decisions_by_model ON decisions (model_id, at, sequence);
