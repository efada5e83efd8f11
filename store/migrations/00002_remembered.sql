-- +goose Up
CREATE TABLE remembered (
  id    INTEGER PRIMARY KEY,
  name  BLOB NOT NULL,
  value BLOB NOT NULL
) STRICT;

PRAGMA user_version = 2;
