-- A dictionary is written by people too: each change is a version
ALTER TABLE disease_database ADD COLUMN dictionary_version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE variable ADD COLUMN hidden BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE variable ADD COLUMN said JSONB;
CREATE TABLE dictionary_version (
    disease_database UUID NOT NULL REFERENCES disease_database (id),
    version BIGINT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    account UUID NOT NULL REFERENCES account (id),
    note TEXT NOT NULL,
    added BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    removed BIGINT NOT NULL,
    PRIMARY KEY (disease_database, version)
);
CREATE TABLE dictionary_change (
    disease_database UUID NOT NULL REFERENCES disease_database (id),
    version BIGINT NOT NULL,
    key TEXT NOT NULL,
    was JSONB,
    becomes JSONB,
    PRIMARY KEY (disease_database, version, key)
);

-- Children show the cases of another database for which criteria hold; personal ones are seen by their maker alone.
-- `revision` counts changes of values and texts, `seen` is the parent's when the child's cases were last found
ALTER TABLE disease_database ADD COLUMN parent UUID REFERENCES disease_database (id);
ALTER TABLE disease_database ADD COLUMN criteria JSONB;
ALTER TABLE disease_database ADD COLUMN owner UUID REFERENCES account (id);
ALTER TABLE disease_database ADD COLUMN personal BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE disease_database ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
ALTER TABLE disease_database ADD COLUMN seen BIGINT NOT NULL DEFAULT -1;
ALTER TABLE disease_case ADD COLUMN shown BOOLEAN NOT NULL DEFAULT TRUE;

-- Which edit ended a value, and what a person said of an edit
ALTER TABLE case_value ADD COLUMN closed_by UUID;
CREATE TABLE entry_note (
    activity UUID PRIMARY KEY REFERENCES activity (id),
    account UUID NOT NULL REFERENCES account (id),
    reason TEXT NOT NULL
);
CREATE INDEX case_value_history ON case_value (disease_case, variable, valid_from);

-- Forms
CREATE TABLE form (
    id UUID PRIMARY KEY,
    disease_database UUID NOT NULL REFERENCES disease_database (id),
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    version BIGINT NOT NULL,
    definition JSONB NOT NULL,
    retired BOOLEAN NOT NULL,
    updated TIMESTAMPTZ NOT NULL,
    updated_by UUID NOT NULL REFERENCES account (id)
);
CREATE INDEX form_database ON form (disease_database);
CREATE TABLE form_version (
    form UUID NOT NULL REFERENCES form (id),
    version BIGINT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    definition JSONB NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    account UUID NOT NULL REFERENCES account (id),
    PRIMARY KEY (form, version)
);
CREATE TABLE form_template (
    id UUID PRIMARY KEY,
    project UUID NOT NULL REFERENCES project (id),
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    definition JSONB NOT NULL,
    fields JSONB NOT NULL,
    retired BOOLEAN NOT NULL,
    created TIMESTAMPTZ NOT NULL,
    account UUID NOT NULL REFERENCES account (id)
);
