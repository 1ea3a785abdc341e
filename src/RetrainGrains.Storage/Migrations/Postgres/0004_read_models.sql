-- The read models: what the ledger says, as tables that can be queried. Every row comes from a line of the ledger by one
-- projection, in the transaction of the line, and can be made anew from the ledger. Ids are uuids made from the line, in
-- the order of time where rows have one; instants are unix milliseconds, lists are JSONB. A model's rows go with it.

CREATE TABLE checks (
  check_id UUID NOT NULL PRIMARY KEY,
  model_id TEXT COLLATE "C" NOT NULL REFERENCES models (model_id) ON DELETE CASCADE,
  sequence BIGINT NOT NULL,
  at BIGINT NOT NULL,
  outcomes BIGINT NOT NULL,
  error DOUBLE PRECISION,
  drift_streak BIGINT NOT NULL,
  -- retrain, held-back or wait
  decision TEXT NOT NULL,
  lead TEXT,
  held_back JSONB NOT NULL,
  not_compared JSONB NOT NULL
);

-- A model's checks of a span, newest first.
CREATE INDEX checks_by_time ON checks (model_id, at, sequence);

CREATE TABLE check_signals (
  check_id UUID NOT NULL REFERENCES checks (check_id) ON DELETE CASCADE,
  ordinal BIGINT NOT NULL,
  source TEXT NOT NULL,
  subject TEXT NOT NULL,
  measure TEXT NOT NULL,
  value DOUBLE PRECISION,
  reference DOUBLE PRECISION,
  threshold DOUBLE PRECISION,
  p_value DOUBLE PRECISION,
  verdict TEXT NOT NULL,
  PRIMARY KEY (check_id, ordinal)
);

-- The reasons for which a check spoke for a retraining, whether or not a run was held back.
CREATE TABLE triggers (
  check_id UUID NOT NULL REFERENCES checks (check_id) ON DELETE CASCADE,
  ordinal BIGINT NOT NULL,
  kind TEXT NOT NULL,
  severity TEXT NOT NULL,
  rule TEXT,
  reason TEXT NOT NULL,
  PRIMARY KEY (check_id, ordinal)
);

CREATE TABLE alerts (
  alert_id UUID NOT NULL PRIMARY KEY,
  check_id UUID NOT NULL REFERENCES checks (check_id) ON DELETE CASCADE,
  model_id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  kind TEXT NOT NULL,
  severity TEXT NOT NULL,
  reason TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  closed_at BIGINT
);

-- The open alerts of a model, which are closed by name; and the check's own.
CREATE INDEX alerts_open ON alerts (model_id, name) WHERE closed_at IS NULL;
CREATE INDEX alerts_by_check ON alerts (check_id);

CREATE TABLE run_history (
  run_key UUID NOT NULL PRIMARY KEY,
  run_id TEXT COLLATE "C" NOT NULL UNIQUE,
  model_id TEXT COLLATE "C" NOT NULL REFERENCES models (model_id) ON DELETE CASCADE,
  sequence BIGINT NOT NULL,
  check_id UUID REFERENCES checks (check_id) ON DELETE SET NULL,
  cause TEXT NOT NULL,
  severity TEXT NOT NULL,
  reason TEXT NOT NULL,
  recipes JSONB NOT NULL,
  outcomes BIGINT NOT NULL,
  planned_at BIGINT NOT NULL,
  ended_at BIGINT,
  -- running, finished or failed
  state TEXT NOT NULL,
  promoted BIGINT NOT NULL,
  failures TEXT NOT NULL
);

-- A model's runs of a span, and those of all models, newest first.
CREATE INDEX run_history_by_model ON run_history (model_id, planned_at, run_key);
CREATE INDEX run_history_by_time ON run_history (planned_at, run_key);
CREATE INDEX run_history_by_check ON run_history (check_id);

CREATE TABLE run_steps (
  run_key UUID NOT NULL REFERENCES run_history (run_key) ON DELETE CASCADE,
  ordinal BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  -- the recipe that a step is about, null for steps of the whole run
  recipe TEXT,
  state TEXT NOT NULL,
  started_at BIGINT,
  ended_at BIGINT,
  PRIMARY KEY (run_key, ordinal)
);

-- What each challenger learned from: rows of from ≤ time < to, those from validated_from on held out.
CREATE TABLE datasets (
  dataset_id UUID NOT NULL PRIMARY KEY,
  run_key UUID NOT NULL REFERENCES run_history (run_key) ON DELETE CASCADE,
  recipe TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  to_at BIGINT NOT NULL,
  validated_from BIGINT,
  through_sequence BIGINT,
  row_count BIGINT NOT NULL,
  fingerprint TEXT,
  seed TEXT
);

CREATE INDEX datasets_by_run ON datasets (run_key);

-- The trainings of a run; no version where a failure stands.
CREATE TABLE run_challengers (
  run_key UUID NOT NULL REFERENCES run_history (run_key) ON DELETE CASCADE,
  ordinal BIGINT NOT NULL,
  recipe TEXT NOT NULL,
  dataset_id UUID NOT NULL REFERENCES datasets (dataset_id) ON DELETE CASCADE,
  artifact_id TEXT,
  started_at BIGINT,
  ended_at BIGINT,
  relative_loss DOUBLE PRECISION,
  trials BIGINT,
  parameters JSONB NOT NULL,
  failure TEXT,
  PRIMARY KEY (run_key, ordinal)
);

CREATE INDEX run_challengers_by_dataset ON run_challengers (dataset_id);

CREATE TABLE gate_results (
  run_key UUID NOT NULL REFERENCES run_history (run_key) ON DELETE CASCADE,
  ordinal BIGINT NOT NULL,
  challenger TEXT NOT NULL,
  gate TEXT NOT NULL,
  passed BIGINT NOT NULL,
  finding TEXT NOT NULL,
  PRIMARY KEY (run_key, ordinal)
);

CREATE TABLE versions (
  version_id UUID NOT NULL PRIMARY KEY,
  model_id TEXT COLLATE "C" NOT NULL REFERENCES models (model_id) ON DELETE CASCADE,
  sequence BIGINT NOT NULL,
  number TEXT NOT NULL,
  parent TEXT,
  run_id TEXT COLLATE "C",
  imported_from TEXT,
  schema_version BIGINT NOT NULL,
  promoted_at BIGINT NOT NULL,
  members JSONB NOT NULL,
  reason TEXT NOT NULL
);

CREATE INDEX versions_by_model ON versions (model_id, sequence);

-- The times at which each version served; the one without an end serves.
CREATE TABLE deployments (
  deployment_id UUID NOT NULL PRIMARY KEY,
  model_id TEXT COLLATE "C" NOT NULL REFERENCES models (model_id) ON DELETE CASCADE,
  sequence BIGINT NOT NULL,
  version TEXT NOT NULL,
  -- promoted or rolled-back
  kind TEXT NOT NULL,
  actor TEXT,
  reason TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at BIGINT
);

CREATE INDEX deployments_by_model ON deployments (model_id, started_at, sequence);

-- What was decided, by the system or by a person; checks that wait without a reason are none.
CREATE TABLE decisions (
  decision_id UUID NOT NULL PRIMARY KEY,
  model_id TEXT COLLATE "C" NOT NULL REFERENCES models (model_id) ON DELETE CASCADE,
  sequence BIGINT NOT NULL,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  actor TEXT,
  reason TEXT NOT NULL
);

CREATE INDEX decisions_by_model ON decisions (model_id, at, sequence);
