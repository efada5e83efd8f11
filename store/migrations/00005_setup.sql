-- +goose Up
-- What settled which items a snapshot holds: with other settings, what is missing or new was not changed by anybody.
ALTER TABLE snapshot ADD COLUMN setup BLOB;

PRAGMA user_version = 5;
