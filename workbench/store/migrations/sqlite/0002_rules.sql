-- Rule sets
CREATE TABLE rule_set (
    id BLOB PRIMARY KEY,
    project BLOB NOT NULL REFERENCES project (id),
    key TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    origin TEXT NOT NULL,
    draft TEXT NOT NULL,
    draft_version TEXT NOT NULL,
    revision BIGINT NOT NULL,
    updated TEXT NOT NULL,
    updated_by BLOB NOT NULL REFERENCES account (id),
    created TEXT NOT NULL,
    UNIQUE (project, key)
);
CREATE TABLE rule_set_version (
    id BLOB PRIMARY KEY,
    rule_set BLOB NOT NULL REFERENCES rule_set (id),
    version TEXT NOT NULL,
    hash TEXT NOT NULL,
    source TEXT NOT NULL,
    terms TEXT NOT NULL,
    variables TEXT NOT NULL,
    tests BIGINT NOT NULL,
    note TEXT NOT NULL,
    account BLOB NOT NULL REFERENCES account (id),
    at TEXT NOT NULL,
    UNIQUE (rule_set, version),
    UNIQUE (rule_set, hash)
);
CREATE TRIGGER rule_set_version_no_update BEFORE UPDATE ON rule_set_version
BEGIN
    SELECT RAISE(ABORT, 'a published version does not change');
END;
CREATE TRIGGER rule_set_version_no_delete BEFORE DELETE ON rule_set_version
BEGIN
    SELECT RAISE(ABORT, 'a published version does not change');
END;
CREATE TABLE dry_run (
    rule_set BLOB PRIMARY KEY REFERENCES rule_set (id),
    disease_database BLOB NOT NULL REFERENCES disease_database (id),
    revision BIGINT NOT NULL,
    result TEXT NOT NULL,
    examples TEXT NOT NULL,
    at TEXT NOT NULL
);

-- Databases follow a pack or a published version
ALTER TABLE disease_database ADD COLUMN rule_set_version BLOB REFERENCES rule_set_version (id);
ALTER TABLE variable ADD COLUMN retired BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE variable ADD COLUMN kind TEXT NOT NULL DEFAULT '';
UPDATE variable SET kind = json_extract(definition, '$.type');
CREATE INDEX case_value_current ON case_value (report, variable) WHERE valid_to IS NULL;

-- Values of a run that is not whole yet: one run a database
CREATE TABLE refill (
    disease_database BLOB PRIMARY KEY REFERENCES disease_database (id),
    run BLOB NOT NULL,
    at TEXT NOT NULL
);
CREATE TABLE refill_value (
    id BLOB PRIMARY KEY,
    disease_database BLOB NOT NULL,
    run BLOB NOT NULL,
    patient BLOB NOT NULL,
    report BLOB NOT NULL,
    variable TEXT NOT NULL,
    state TEXT NOT NULL,
    value TEXT NOT NULL
);
CREATE UNIQUE INDEX refill_value_place ON refill_value (run, report, variable);
CREATE INDEX refill_value_database ON refill_value (disease_database);

-- Terms
CREATE TABLE concept (
    id BLOB PRIMARY KEY,
    project BLOB NOT NULL REFERENCES project (id),
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    kind TEXT NOT NULL,
    system TEXT NOT NULL,
    code TEXT NOT NULL,
    parent BLOB REFERENCES concept (id),
    terms TEXT NOT NULL,
    excluded TEXT NOT NULL,
    retired BOOLEAN NOT NULL,
    revision BIGINT NOT NULL,
    created TEXT NOT NULL
);
CREATE UNIQUE INDEX concept_name ON concept (project, zh) WHERE NOT retired;
CREATE TABLE concept_history (
    id BLOB PRIMARY KEY,
    concept BLOB NOT NULL REFERENCES concept (id),
    at TEXT NOT NULL,
    account BLOB NOT NULL REFERENCES account (id),
    action TEXT NOT NULL,
    before TEXT,
    after TEXT
);
CREATE INDEX concept_history_concept ON concept_history (concept, at);
CREATE TABLE unknown_term (
    id BLOB PRIMARY KEY,
    project BLOB NOT NULL REFERENCES project (id),
    term TEXT NOT NULL,
    run BLOB NOT NULL,
    seen BIGINT NOT NULL,
    reports BIGINT NOT NULL,
    examples TEXT NOT NULL,
    state TEXT NOT NULL,
    concept BLOB REFERENCES concept (id),
    updated TEXT NOT NULL,
    UNIQUE (project, term)
);
CREATE TABLE term_mining (
    project BLOB PRIMARY KEY REFERENCES project (id),
    disease_database BLOB,
    run BLOB NOT NULL,
    after_report BLOB NOT NULL,
    done BIGINT NOT NULL,
    ended TEXT
);
