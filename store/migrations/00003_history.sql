-- +goose Up
-- Counts whatever changes the history of the environment, so that one who keeps it at hand knows when it is old.
ALTER TABLE environment ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;

-- What differs between two states that follow each other in a history: it never changes, and takes long to find out.
CREATE TABLE difference (
  a        INTEGER NOT NULL REFERENCES state (id) ON DELETE CASCADE,
  b        INTEGER NOT NULL REFERENCES state (id) ON DELETE CASCADE,
  added    INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  removed  INTEGER NOT NULL,
  items    BLOB,
  PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;

CREATE INDEX difference_b ON difference (b);

PRAGMA user_version = 3;
