-- How far files of history are imported. The position moves in the transaction of the rows before it; who reads the
-- file holds it until a time, so that no two servers read it at once. A file that was changed is another file.
CREATE TABLE file_imports (
  model_id TEXT COLLATE "C" NOT NULL,
  file_id TEXT COLLATE "C" NOT NULL,
  rows_read BIGINT NOT NULL,
  progress TEXT NOT NULL,
  -- Empty: nobody.
  holder TEXT COLLATE "C" NOT NULL,
  held_until BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (model_id, file_id)
);
