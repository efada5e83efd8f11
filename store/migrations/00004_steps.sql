-- +goose Up
-- When a step came as far as it is: what the log of a run is made of.
ALTER TABLE step ADD COLUMN at INTEGER;

PRAGMA user_version = 4;
