-- Settings of feature extraction kept under a name
CREATE TABLE feature_preset (
    id UUID PRIMARY KEY,
    project UUID NOT NULL REFERENCES project (id),
    name TEXT NOT NULL,
    profile TEXT NOT NULL,
    settings TEXT NOT NULL,
    account UUID NOT NULL REFERENCES account (id),
    revision BIGINT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    removed TIMESTAMPTZ
);
CREATE UNIQUE INDEX feature_preset_name ON feature_preset (project, name) WHERE removed IS NULL;
