-- +goose Up
-- The tables are the same. What the vault puts into packs and manifests has another form from here on, which a program that
-- knows the former ones alone cannot read.
PRAGMA user_version = 6;
