-- How far files of history are imported. The position moves in the transaction of the rows before it; who reads the
-- file holds it until a time, so that no two servers read it at once. A file that was changed is another file.
CREATE TABLE file_imports (
  model_id TEXT NOT NULL,
  file_id TEXT NOT NULL,
  rows_read INTEGER NOT NULL,
  progress TEXT NOT NULL,
  -- Empty: nobody.
  holder TEXT NOT NULL,
  held_until INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (model_id, file_id)
) WITHOUT ROWID;
