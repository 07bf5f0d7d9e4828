-- The versions of policies. The document of a policy is that of its version in
-- effect, which stands here too; numbers of versions are never given twice.

-- +goose Up

ALTER TABLE policies ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE policies ADD COLUMN last_version BIGINT NOT NULL DEFAULT 1;

CREATE TABLE policy_versions (
    policy   BIGINT NOT NULL REFERENCES policies (id),
    version  BIGINT NOT NULL,
    document TEXT NOT NULL,
    created  BIGINT NOT NULL,
    PRIMARY KEY (policy, version)
);

INSERT INTO policy_versions (policy, version, document, created) SELECT id, 1, document, updated FROM policies;
