-- +goose Up
-- Values that a run saved before they were lost. Sealed; content is NULL until all of its parts are there.
CREATE TABLE saved (
  run     INTEGER NOT NULL REFERENCES run (number),
  uuid    TEXT NOT NULL,
  content BLOB,
  PRIMARY KEY (run, uuid)
) STRICT, WITHOUT ROWID;

CREATE TABLE saved_part (
  saved   TEXT NOT NULL,
  seq     INTEGER NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (saved, seq)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 13;
