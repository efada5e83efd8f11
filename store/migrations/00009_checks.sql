-- +goose Up
-- The checks of an environment, its gate and its policy, sealed as its connections are: headers may hold secrets. NULL for none.
ALTER TABLE environment ADD COLUMN checks BLOB;

-- The newest result of each check with each state. The check is the digest of its definition.
CREATE TABLE check_result (
  environment INTEGER NOT NULL REFERENCES environment (id),
  "check"     BLOB NOT NULL CHECK (length("check") = 32),
  state       BLOB NOT NULL CHECK (length(state) = 32),
  record      BLOB NOT NULL,
  PRIMARY KEY (environment, "check", state)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 9;
