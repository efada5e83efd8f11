-- +goose Up
-- The record of runs as a chain: whatever is added to or changed in a run adds a link, which names the one before it.
CREATE TABLE chain (
  seq  INTEGER PRIMARY KEY,
  run  TEXT NOT NULL,
  row  BLOB NOT NULL CHECK (length(row) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX chain_run ON chain (run);

-- The newest of the runs that are older than the chain.
INSERT INTO meta (name, value) SELECT 'unchained', CAST(max(number) AS BLOB) FROM run HAVING count(*) > 0;

PRAGMA user_version = 11;
