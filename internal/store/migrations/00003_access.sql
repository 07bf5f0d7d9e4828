-- Sub-users, groups, roles and policies.

-- +goose Up

ALTER TABLE principals ADD COLUMN remark TEXT NOT NULL DEFAULT '';
ALTER TABLE principals ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE principals ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE principals ADD COLUMN country_code TEXT NOT NULL DEFAULT '';
ALTER TABLE credentials ADD COLUMN last_used BIGINT NOT NULL DEFAULT 0;

-- How principals sign in to the console: the Argon2id verifier of a password and
-- the wrapped seed of one-time passwords.
CREATE TABLE sign_ins (
    principal BIGINT PRIMARY KEY REFERENCES principals (uin),
    password  TEXT NOT NULL,
    totp      BYTEA
);

CREATE TABLE user_groups (
    id      BIGINT PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES accounts (uin),
    name    TEXT NOT NULL,
    remark  TEXT NOT NULL,
    created BIGINT NOT NULL
);
CREATE UNIQUE INDEX user_groups_name ON user_groups (account, name);

CREATE TABLE group_members (
    group_id  BIGINT NOT NULL REFERENCES user_groups (id),
    principal BIGINT NOT NULL REFERENCES principals (uin),
    created   BIGINT NOT NULL,
    PRIMARY KEY (group_id, principal)
);
CREATE INDEX group_members_principal ON group_members (principal);

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
CREATE UNIQUE INDEX roles_name ON roles (account, name);

CREATE TABLE policies (
    id          BIGINT PRIMARY KEY,
    account     BIGINT NOT NULL REFERENCES accounts (uin),
    name        TEXT NOT NULL,
    description TEXT NOT NULL,
    document    TEXT NOT NULL,
    created     BIGINT NOT NULL,
    updated     BIGINT NOT NULL
);
CREATE UNIQUE INDEX policies_name ON policies (account, name);

-- policy does not refer: presets are not rows.
CREATE TABLE attachments (
    account BIGINT NOT NULL REFERENCES accounts (uin),
    kind    TEXT NOT NULL CHECK (kind IN ('user', 'group', 'role')),
    target  BIGINT NOT NULL,
    policy  BIGINT NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (kind, target, policy)
);
CREATE INDEX attachments_policy ON attachments (account, policy);
