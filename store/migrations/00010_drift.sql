-- +goose Up
-- Who said of what was changed outside Lockstep, and when, that it is how the environment is from then on.
ALTER TABLE snapshot ADD COLUMN kept_by TEXT;

ALTER TABLE snapshot ADD COLUMN kept_at INTEGER;

-- How often the environment is looked at, in seconds: 0 never, NULL as often as is usual.
ALTER TABLE environment ADD COLUMN watch INTEGER;

-- Where to look while the catalog's key is out of reach, sealed with a key of its own; NULL for nowhere.
ALTER TABLE environment ADD COLUMN outlook BLOB;

PRAGMA user_version = 10;
