-- +goose Up
-- What belongs to each environment, as rules; NULL for none. Sealed.
ALTER TABLE project ADD COLUMN rules BLOB;

-- Values that are kept ready for places that an environment does not have yet. Sealed.
CREATE TABLE value (
  id          INTEGER PRIMARY KEY,
  environment INTEGER NOT NULL REFERENCES environment (id),
  content     BLOB NOT NULL
) STRICT;

PRAGMA user_version = 12;
