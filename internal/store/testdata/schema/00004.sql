CREATE TABLE accounts (
    uin     BIGINT PRIMARY KEY,
    app_id  BIGINT NOT NULL,
    name    TEXT NOT NULL,
    created BIGINT NOT NULL
);
CREATE TABLE attachments (
    account BIGINT NOT NULL REFERENCES accounts (uin),
    kind    TEXT NOT NULL CHECK (kind IN ('user', 'group', 'role')),
    target  BIGINT NOT NULL,
    policy  BIGINT NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (kind, target, policy)
);
CREATE TABLE bindings (
    key_id   TEXT NOT NULL REFERENCES keys (id),
    product  TEXT NOT NULL,
    resource TEXT NOT NULL,
    created  BIGINT NOT NULL,
    PRIMARY KEY (key_id, product, resource)
);
CREATE TABLE credentials (
    secret_id TEXT PRIMARY KEY,
    principal BIGINT NOT NULL REFERENCES principals (uin),
    wrapped   BYTEA NOT NULL,
    enabled   BOOLEAN NOT NULL,
    created   BIGINT NOT NULL,
    note      TEXT NOT NULL
, last_used BIGINT NOT NULL DEFAULT 0);
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
CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
CREATE TABLE group_members (
    group_id  BIGINT NOT NULL REFERENCES user_groups (id),
    principal BIGINT NOT NULL REFERENCES principals (uin),
    created   BIGINT NOT NULL,
    PRIMARY KEY (group_id, principal)
);
CREATE TABLE import_parameters (
    key_id    TEXT PRIMARY KEY REFERENCES keys (id),
    token     BYTEA NOT NULL,
    algorithm TEXT NOT NULL,
    wrapped   BYTEA NOT NULL,
    expires   BIGINT NOT NULL
);
CREATE TABLE key_versions (
    key_id    TEXT NOT NULL REFERENCES keys (id),
    version   BIGINT NOT NULL,
    algorithm SMALLINT NOT NULL,
    wrapped   BYTEA NOT NULL,
    created   BIGINT NOT NULL, digest BYTEA,
    PRIMARY KEY (key_id, version)
);
CREATE TABLE keys (
    id               TEXT PRIMARY KEY,
    account          BIGINT NOT NULL REFERENCES accounts (uin),
    region           TEXT NOT NULL,
    alias            TEXT NOT NULL,
    description      TEXT NOT NULL,
    key_usage        TEXT NOT NULL,
    algorithm        SMALLINT NOT NULL,
    state            SMALLINT NOT NULL CHECK (state BETWEEN 1 AND 5),
    origin           TEXT NOT NULL,
    owner            TEXT NOT NULL,
    creator          BIGINT NOT NULL,
    created          BIGINT NOT NULL,
    created_nano     BIGINT NOT NULL,
    deletion_date    BIGINT NOT NULL,
    valid_to         BIGINT NOT NULL,
    version          BIGINT NOT NULL,
    rotation_enabled BOOLEAN NOT NULL,
    rotate_days      BIGINT NOT NULL,
    last_rotated     BIGINT NOT NULL,
    next_rotation    BIGINT NOT NULL
, rotation_pending BOOLEAN NOT NULL DEFAULT FALSE);
CREATE TABLE policies (
    id          BIGINT PRIMARY KEY,
    account     BIGINT NOT NULL REFERENCES accounts (uin),
    name        TEXT NOT NULL,
    description TEXT NOT NULL,
    document    TEXT NOT NULL,
    created     BIGINT NOT NULL,
    updated     BIGINT NOT NULL
, version BIGINT NOT NULL DEFAULT 1, last_version BIGINT NOT NULL DEFAULT 1);
CREATE TABLE policy_versions (
    policy   BIGINT NOT NULL REFERENCES policies (id),
    version  BIGINT NOT NULL,
    document TEXT NOT NULL,
    created  BIGINT NOT NULL,
    PRIMARY KEY (policy, version)
);
CREATE TABLE principals (
    uin     BIGINT PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES accounts (uin),
    kind    TEXT NOT NULL CHECK (kind IN ('root', 'user')),
    name    TEXT NOT NULL,
    created BIGINT NOT NULL
, remark TEXT NOT NULL DEFAULT '', email TEXT NOT NULL DEFAULT '', phone TEXT NOT NULL DEFAULT '', country_code TEXT NOT NULL DEFAULT '');
CREATE TABLE roles (
    id           BIGINT PRIMARY KEY,
    account      BIGINT NOT NULL REFERENCES accounts (uin),
    name         TEXT NOT NULL,
    description  TEXT NOT NULL,
    trust        TEXT NOT NULL,
    max_session  BIGINT NOT NULL,
    created      BIGINT NOT NULL,
    updated      BIGINT NOT NULL
);
CREATE TABLE sequences (
    name TEXT PRIMARY KEY,
    last BIGINT NOT NULL
);
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value BYTEA NOT NULL
);
CREATE TABLE sign_ins (
    principal BIGINT PRIMARY KEY REFERENCES principals (uin),
    password  TEXT NOT NULL,
    totp      BYTEA
);
CREATE TABLE slots (
    id      BIGINT PRIMARY KEY,
    uri     TEXT NOT NULL,
    sealed  BYTEA NOT NULL,
    created BIGINT NOT NULL,
    CONSTRAINT slots_uri UNIQUE (uri)
);
CREATE TABLE tags (
    resource_id TEXT NOT NULL,
    name        TEXT NOT NULL,
    value       TEXT NOT NULL,
    PRIMARY KEY (resource_id, name)
);
CREATE TABLE user_groups (
    id      BIGINT PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES accounts (uin),
    name    TEXT NOT NULL,
    remark  TEXT NOT NULL,
    created BIGINT NOT NULL
);
CREATE TABLE whitebox_fingerprints (
    key_id      TEXT NOT NULL REFERENCES whitebox_keys (id),
    position    BIGINT NOT NULL,
    identity    TEXT NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (key_id, position)
);
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
CREATE TABLE whitebox_tables (
    key_id  TEXT PRIMARY KEY REFERENCES whitebox_keys (id),
    encrypt BYTEA NOT NULL,
    decrypt BYTEA NOT NULL
);
CREATE INDEX attachments_policy ON attachments (account, policy);
CREATE INDEX credentials_principal ON credentials (principal);
CREATE INDEX data_keys_deletion ON data_keys (deletion_date) WHERE state = 3;
CREATE INDEX data_keys_list ON data_keys
    (account, region, created_nano, id, state, owner, origin, key_id, length, name);
CREATE UNIQUE INDEX data_keys_name ON data_keys (account, region, name);
CREATE INDEX group_members_principal ON group_members (principal);
CREATE UNIQUE INDEX keys_alias ON keys (account, region, alias);
CREATE INDEX keys_deletion ON keys (deletion_date) WHERE state = 3;
CREATE INDEX keys_expiry ON keys (valid_to) WHERE valid_to > 0;
CREATE INDEX keys_list ON keys
    (account, region, created_nano, id, state, key_usage, owner, origin, alias);
CREATE INDEX keys_rotation ON keys (next_rotation) WHERE rotation_enabled;
CREATE UNIQUE INDEX policies_name ON policies (account, name);
CREATE UNIQUE INDEX principals_name ON principals (account, name);
CREATE UNIQUE INDEX roles_name ON roles (account, name);
CREATE INDEX tags_name ON tags (name, value, resource_id);
CREATE UNIQUE INDEX user_groups_name ON user_groups (account, name);
CREATE UNIQUE INDEX whitebox_keys_alias ON whitebox_keys (account, region, alias);
CREATE INDEX whitebox_keys_list ON whitebox_keys (account, region, created_nano, id);
INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1);
INSERT INTO goose_db_version (version_id, is_applied) VALUES (1, 1);
INSERT INTO goose_db_version (version_id, is_applied) VALUES (2, 1);
INSERT INTO goose_db_version (version_id, is_applied) VALUES (3, 1);
INSERT INTO goose_db_version (version_id, is_applied) VALUES (4, 1);
