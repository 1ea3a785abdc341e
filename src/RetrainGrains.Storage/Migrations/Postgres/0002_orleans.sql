-- What Microsoft Orleans keeps in the database: who is in the cluster, and reminders. Its ADO.NET providers
-- bring no tables; they read the statements by key from OrleansQuery, whose name and columns they fix. Everything else
-- here is ours. A statement is one round trip and one transaction by itself: a change and the version it depends on
-- stand in one WITH.

CREATE TABLE orleansquery (
  querykey TEXT NOT NULL PRIMARY KEY,
  querytext TEXT NOT NULL
);

-- One row for each cluster; its version orders all changes of its members.
CREATE TABLE orleans_clusters (
  cluster_id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL DEFAULT 0,
  changed_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE orleans_members (
  cluster_id TEXT NOT NULL REFERENCES orleans_clusters (cluster_id),
  address TEXT NOT NULL,
  port INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  silo_name TEXT NOT NULL,
  host_name TEXT NOT NULL,
  status INTEGER NOT NULL,
  proxy_port INTEGER NOT NULL,
  suspect_times TEXT,
  started_at TIMESTAMPTZ NOT NULL,
  alive_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (cluster_id, address, port, generation)
);

CREATE TABLE orleans_reminders (
  service_id TEXT NOT NULL,
  grain_id TEXT NOT NULL,
  name TEXT NOT NULL,
  grain_hash INTEGER NOT NULL,
  started_at TIMESTAMPTZ NOT NULL,
  period BIGINT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (service_id, grain_id, name)
);

-- A silo reads the reminders of its part of the ring.
CREATE INDEX orleans_reminders_by_hash ON orleans_reminders (service_id, grain_hash);

INSERT INTO orleansquery (querykey, querytext) VALUES
('GatewaysQueryKey', $$
  SELECT address AS "Address", proxy_port AS "ProxyPort", generation AS "Generation" FROM orleans_members
  WHERE cluster_id = @DeploymentId AND status = @Status AND proxy_port > 0
$$),
('MembershipReadAllKey', $$
  SELECT c.version AS "Version", m.address AS "Address", m.port AS "Port", m.generation AS "Generation",
    m.silo_name AS "SiloName", m.host_name AS "HostName", m.status AS "Status", m.proxy_port AS "ProxyPort",
    m.suspect_times AS "SuspectTimes", m.started_at AS "StartTime", m.alive_at AS "IAmAliveTime"
  FROM orleans_clusters c LEFT JOIN orleans_members m ON m.cluster_id = c.cluster_id
  WHERE c.cluster_id = @DeploymentId
$$),
('MembershipReadRowKey', $$
  SELECT c.version AS "Version", m.address AS "Address", m.port AS "Port", m.generation AS "Generation",
    m.silo_name AS "SiloName", m.host_name AS "HostName", m.status AS "Status", m.proxy_port AS "ProxyPort",
    m.suspect_times AS "SuspectTimes", m.started_at AS "StartTime", m.alive_at AS "IAmAliveTime"
  FROM orleans_clusters c LEFT JOIN orleans_members m ON m.cluster_id = c.cluster_id
    AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
  WHERE c.cluster_id = @DeploymentId
$$),
('InsertMembershipVersionKey', $$
  WITH made AS (
    INSERT INTO orleans_clusters (cluster_id) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
  SELECT count(*) > 0 FROM made
$$),
('InsertMembershipKey', $$
  WITH moved AS (
    UPDATE orleans_clusters SET version = version + 1, changed_at = now()
    WHERE cluster_id = @DeploymentId AND version = @Version AND NOT EXISTS (
      SELECT 1 FROM orleans_members
      WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING cluster_id),
  made AS (
    INSERT INTO orleans_members (cluster_id, address, port, generation, silo_name, host_name, status, proxy_port,
      started_at, alive_at)
    SELECT cluster_id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime,
      @IAmAliveTime FROM moved
    RETURNING 1)
  SELECT count(*) > 0 FROM made
$$),
('UpdateMembershipKey', $$
  WITH moved AS (
    UPDATE orleans_clusters SET version = version + 1, changed_at = now()
    WHERE cluster_id = @DeploymentId AND version = @Version
    RETURNING cluster_id),
  changed AS (
    UPDATE orleans_members m SET status = @Status, suspect_times = @SuspectTimes, alive_at = @IAmAliveTime
    FROM moved
    WHERE m.cluster_id = moved.cluster_id AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
    RETURNING 1)
  SELECT count(*) > 0 FROM changed
$$),
('UpdateIAmAlivetimeKey', $$
  UPDATE orleans_members SET alive_at = @IAmAliveTime
  WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$$),
('DeleteMembershipTableEntriesKey', $$
  WITH gone AS (DELETE FROM orleans_members WHERE cluster_id = @DeploymentId)
  UPDATE orleans_clusters SET version = version + 1, changed_at = now() WHERE cluster_id = @DeploymentId
$$),
-- 3 is an active silo in Orleans' SiloStatus: it is never cleaned away, however old its last sign of life.
('CleanupDefunctSiloEntriesKey', $$
  DELETE FROM orleans_members WHERE cluster_id = @DeploymentId AND alive_at < @IAmAliveTime AND status <> 3
$$),
('ReadReminderRowsKey', $$
  SELECT grain_id AS "GrainId", name AS "ReminderName", started_at AS "StartTime", period AS "Period",
    version AS "Version" FROM orleans_reminders WHERE service_id = @ServiceId AND grain_id = @GrainId
$$),
('ReadReminderRowKey', $$
  SELECT grain_id AS "GrainId", name AS "ReminderName", started_at AS "StartTime", period AS "Period",
    version AS "Version" FROM orleans_reminders
  WHERE service_id = @ServiceId AND grain_id = @GrainId AND name = @ReminderName
$$),
('ReadRangeRows1Key', $$
  SELECT grain_id AS "GrainId", name AS "ReminderName", started_at AS "StartTime", period AS "Period",
    version AS "Version" FROM orleans_reminders
  WHERE service_id = @ServiceId AND grain_hash > @BeginHash AND grain_hash <= @EndHash
$$),
-- The part of the ring that passes its end.
('ReadRangeRows2Key', $$
  SELECT grain_id AS "GrainId", name AS "ReminderName", started_at AS "StartTime", period AS "Period",
    version AS "Version" FROM orleans_reminders
  WHERE service_id = @ServiceId AND (grain_hash > @BeginHash OR grain_hash <= @EndHash)
$$),
('UpsertReminderRowKey', $$
  INSERT INTO orleans_reminders (service_id, grain_id, name, grain_hash, started_at, period, version)
  VALUES (@ServiceId, @GrainId, @ReminderName, @GrainHash, @StartTime, @Period, 0)
  ON CONFLICT (service_id, grain_id, name) DO UPDATE SET grain_hash = excluded.grain_hash,
    started_at = excluded.started_at, period = excluded.period, version = orleans_reminders.version + 1
  RETURNING version AS "Version"
$$),
('DeleteReminderRowKey', $$
  WITH gone AS (
    DELETE FROM orleans_reminders
    WHERE service_id = @ServiceId AND grain_id = @GrainId AND name = @ReminderName AND version = @Version
    RETURNING 1)
  SELECT count(*) > 0 FROM gone
$$),
('DeleteReminderRowsKey', $$
  DELETE FROM orleans_reminders WHERE service_id = @ServiceId
$$);
