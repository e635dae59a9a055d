-- Settings of feature extraction kept under a name
CREATE TABLE feature_preset (
    id BLOB PRIMARY KEY,
    project BLOB NOT NULL REFERENCES project (id),
    name TEXT NOT NULL,
    profile TEXT NOT NULL,
    settings TEXT NOT NULL,
    account BLOB NOT NULL REFERENCES account (id),
    revision BIGINT NOT NULL,
    at TEXT NOT NULL,
    removed TEXT
);
CREATE UNIQUE INDEX feature_preset_name ON feature_preset (project, name) WHERE removed IS NULL;
