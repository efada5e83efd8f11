-- +goose Up
-- Which snapshots pruning keeps: JSON, NULL for all of them.
ALTER TABLE project ADD COLUMN retention TEXT;

-- The vault checks where its bodies lie itself: to look through all of them for each pack that goes would take long.
CREATE TABLE body_next (
  tag      BLOB PRIMARY KEY,
  pack     INTEGER NOT NULL,
  position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO body_next SELECT tag, pack, position FROM body;

DROP TABLE body;

ALTER TABLE body_next RENAME TO body;

CREATE INDEX state_base ON state (base);

CREATE INDEX snapshot_state ON snapshot (state);

PRAGMA user_version = 8;
