-- +goose Up
-- By what the next capture of an environment knows what did not change since the state was captured.
CREATE TABLE cache (
  environment INTEGER PRIMARY KEY REFERENCES environment (id),
  state       INTEGER NOT NULL REFERENCES state (id) ON DELETE CASCADE,
  stamps      BLOB NOT NULL
) STRICT;

CREATE INDEX cache_state ON cache (state);

PRAGMA user_version = 7;
