-- Imported material, resource bindings, hosted data keys and white-box keys.

-- +goose Up

-- Tags are no longer of keys only: an id is unique over all kinds of resource.
CREATE TABLE tags (
    resource_id TEXT NOT NULL,
    name        TEXT NOT NULL,
    value       TEXT NOT NULL,
    PRIMARY KEY (resource_id, name)
);
INSERT INTO tags (resource_id, name, value) SELECT key_id, name, value FROM key_tags;
DROP TABLE key_tags;
CREATE INDEX tags_name ON tags (name, value, resource_id);

-- A key that waits for the material of its next version.
ALTER TABLE keys ADD COLUMN rotation_pending BOOLEAN NOT NULL DEFAULT FALSE;

-- The wrapped digest of imported material; it stays when the material is erased
-- (wrapped is empty then), so that only the same can be imported again.
ALTER TABLE key_versions ADD COLUMN digest BYTEA;

-- What GetParametersForImport gave last for a key; earlier tokens are void.
CREATE TABLE import_parameters (
    key_id    TEXT PRIMARY KEY REFERENCES keys (id),
    token     BYTEA NOT NULL,
    algorithm TEXT NOT NULL,
    wrapped   BYTEA NOT NULL,
    expires   BIGINT NOT NULL
);

CREATE TABLE bindings (
    key_id   TEXT NOT NULL REFERENCES keys (id),
    product  TEXT NOT NULL,
    resource TEXT NOT NULL,
    created  BIGINT NOT NULL,
    PRIMARY KEY (key_id, product, resource)
);

-- key_id does not refer: a data key outlives its key, though nothing opens it.
CREATE TABLE data_keys (
    id            TEXT PRIMARY KEY,
    account       BIGINT NOT NULL REFERENCES accounts (uin),
    region        TEXT NOT NULL,
    key_id        TEXT NOT NULL,
    name          TEXT NOT NULL,
    description   TEXT NOT NULL,
    state         SMALLINT NOT NULL CHECK (state BETWEEN 1 AND 3),
    origin        TEXT NOT NULL,
    owner         TEXT NOT NULL,
    creator       BIGINT NOT NULL,
    created       BIGINT NOT NULL,
    created_nano  BIGINT NOT NULL,
    deletion_date BIGINT NOT NULL,
    length        BIGINT NOT NULL,
    blob          BYTEA NOT NULL,
    context       TEXT NOT NULL
);
CREATE UNIQUE INDEX data_keys_name ON data_keys (account, region, name);
-- Holds what lists sort and filter by, so that counting never reads the blobs.
CREATE INDEX data_keys_list ON data_keys
    (account, region, created_nano, id, state, owner, origin, key_id, length, name);
CREATE INDEX data_keys_deletion ON data_keys (deletion_date) WHERE state = 3;

CREATE TABLE whitebox_keys (
    id           TEXT PRIMARY KEY,
    account      BIGINT NOT NULL REFERENCES accounts (uin),
    region       TEXT NOT NULL,
    alias        TEXT NOT NULL,
    description  TEXT NOT NULL,
    algorithm    TEXT NOT NULL,
    state        SMALLINT NOT NULL CHECK (state BETWEEN 1 AND 2),
    creator      BIGINT NOT NULL,
    created      BIGINT NOT NULL,
    created_nano BIGINT NOT NULL,
    wrapped      BYTEA NOT NULL
);
CREATE UNIQUE INDEX whitebox_keys_alias ON whitebox_keys (account, region, alias);
CREATE INDEX whitebox_keys_list ON whitebox_keys (account, region, created_nano, id);

-- Apart from their keys, because they are large and lists do not need them.
CREATE TABLE whitebox_tables (
    key_id  TEXT PRIMARY KEY REFERENCES whitebox_keys (id),
    encrypt BYTEA NOT NULL,
    decrypt BYTEA NOT NULL
);

CREATE TABLE whitebox_fingerprints (
    key_id      TEXT NOT NULL REFERENCES whitebox_keys (id),
    position    BIGINT NOT NULL,
    identity    TEXT NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (key_id, position)
);
