-- +goose Up
CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE project (
  id     INTEGER PRIMARY KEY,
  uuid   TEXT NOT NULL UNIQUE,
  name   TEXT NOT NULL,
  folded TEXT NOT NULL UNIQUE,
  slots  BLOB NOT NULL
) STRICT;

CREATE TABLE environment (
  id          INTEGER PRIMARY KEY,
  uuid        TEXT NOT NULL UNIQUE,
  project     INTEGER NOT NULL REFERENCES project (id),
  name        TEXT NOT NULL,
  folded      TEXT NOT NULL,
  role        TEXT NOT NULL,
  upstream    INTEGER REFERENCES environment (id),
  writable    INTEGER NOT NULL,
  removed     INTEGER NOT NULL,
  numbered    INTEGER NOT NULL DEFAULT 0,
  connections BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX environment_name ON environment (project, folded) WHERE removed = 0;

CREATE TABLE pack (
  id      INTEGER PRIMARY KEY,
  content BLOB NOT NULL
) STRICT;

CREATE TABLE body (
  tag      BLOB PRIMARY KEY,
  pack     INTEGER NOT NULL REFERENCES pack (id),
  position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE state (
  id       INTEGER PRIMARY KEY,
  digest   BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
  base     INTEGER REFERENCES state (id),
  manifest BLOB NOT NULL
) STRICT;

CREATE TABLE snapshot (
  seq         INTEGER PRIMARY KEY,
  id          BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
  environment INTEGER NOT NULL REFERENCES environment (id),
  number      INTEGER NOT NULL,
  state       INTEGER NOT NULL REFERENCES state (id),
  reason      TEXT NOT NULL,
  "by"        TEXT NOT NULL,
  taken_at    INTEGER NOT NULL,
  nonce       TEXT NOT NULL,
  items       INTEGER NOT NULL,
  bytes       INTEGER NOT NULL,
  pinned      INTEGER NOT NULL,
  imported    INTEGER NOT NULL,
  note        BLOB,
  UNIQUE (environment, number)
) STRICT;

CREATE TABLE run (
  number        INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid          TEXT NOT NULL,
  environment   INTEGER NOT NULL REFERENCES environment (id),
  source_env    INTEGER REFERENCES environment (id),
  act           TEXT NOT NULL,
  status        TEXT NOT NULL,
  undoing       INTEGER NOT NULL,
  "by"          TEXT NOT NULL,
  source        INTEGER REFERENCES snapshot (seq),
  guard         INTEGER REFERENCES snapshot (seq),
  result        INTEGER REFERENCES snapshot (seq),
  want          BLOB,
  base_after    BLOB,
  takes_back    INTEGER REFERENCES run (number),
  taken_back_by INTEGER REFERENCES run (number),
  started_at    INTEGER NOT NULL,
  ended_at      INTEGER,
  record        BLOB NOT NULL,
  steps         BLOB NOT NULL
) STRICT;

CREATE INDEX run_environment ON run (environment);

CREATE INDEX run_source ON run (source);

CREATE INDEX run_guard ON run (guard);

CREATE INDEX run_result ON run (result);

CREATE INDEX run_unfinished ON run (environment) WHERE status NOT IN ('done', 'undone', 'left');

CREATE TABLE step (
  run     INTEGER NOT NULL REFERENCES run (number),
  seq     INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  PRIMARY KEY (run, seq)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 1;
