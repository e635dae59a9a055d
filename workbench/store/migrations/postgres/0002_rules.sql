-- Rule sets
CREATE TABLE rule_set (
    id UUID PRIMARY KEY,
    project UUID NOT NULL REFERENCES project (id),
    key TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    origin TEXT NOT NULL,
    draft TEXT NOT NULL,
    draft_version TEXT NOT NULL,
    revision BIGINT NOT NULL,
    updated TIMESTAMPTZ NOT NULL,
    updated_by UUID NOT NULL REFERENCES account (id),
    created TIMESTAMPTZ NOT NULL,
    UNIQUE (project, key)
);
CREATE TABLE rule_set_version (
    id UUID PRIMARY KEY,
    rule_set UUID NOT NULL REFERENCES rule_set (id),
    version TEXT NOT NULL,
    hash TEXT NOT NULL,
    source TEXT NOT NULL,
    terms JSONB NOT NULL,
    variables JSONB NOT NULL,
    tests BIGINT NOT NULL,
    note TEXT NOT NULL,
    account UUID NOT NULL REFERENCES account (id),
    at TIMESTAMPTZ NOT NULL,
    UNIQUE (rule_set, version),
    UNIQUE (rule_set, hash)
);
CREATE FUNCTION rule_set_version_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published version does not change';
END $$;
CREATE TRIGGER rule_set_version_final BEFORE UPDATE OR DELETE ON rule_set_version
    FOR EACH ROW EXECUTE FUNCTION rule_set_version_is_final();
CREATE TABLE dry_run (
    rule_set UUID PRIMARY KEY REFERENCES rule_set (id),
    disease_database UUID NOT NULL REFERENCES disease_database (id),
    revision BIGINT NOT NULL,
    result JSONB NOT NULL,
    examples JSONB NOT NULL,
    at TIMESTAMPTZ NOT NULL
);

-- Databases follow a pack or a published version
ALTER TABLE disease_database ADD COLUMN rule_set_version UUID REFERENCES rule_set_version (id);
ALTER TABLE variable ADD COLUMN retired BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE variable ADD COLUMN kind TEXT NOT NULL DEFAULT '';
UPDATE variable SET kind = definition ->> 'type';
CREATE INDEX case_value_current ON case_value (report, variable) WHERE valid_to IS NULL;

-- Values of a run that is not whole yet: one run a database
CREATE TABLE refill (
    disease_database UUID PRIMARY KEY REFERENCES disease_database (id),
    run UUID NOT NULL,
    at TIMESTAMPTZ NOT NULL
);
CREATE TABLE refill_value (
    id UUID PRIMARY KEY,
    disease_database UUID NOT NULL,
    run UUID NOT NULL,
    patient UUID NOT NULL,
    report UUID NOT NULL,
    variable TEXT NOT NULL,
    state TEXT NOT NULL,
    value JSONB NOT NULL
);
CREATE UNIQUE INDEX refill_value_place ON refill_value (run, report, variable);
CREATE INDEX refill_value_database ON refill_value (disease_database);

-- Terms
CREATE TABLE concept (
    id UUID PRIMARY KEY,
    project UUID NOT NULL REFERENCES project (id),
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    kind TEXT NOT NULL,
    system TEXT NOT NULL,
    code TEXT NOT NULL,
    parent UUID REFERENCES concept (id),
    terms JSONB NOT NULL,
    excluded JSONB NOT NULL,
    retired BOOLEAN NOT NULL,
    revision BIGINT NOT NULL,
    created TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX concept_name ON concept (project, zh) WHERE NOT retired;
CREATE TABLE concept_history (
    id UUID PRIMARY KEY,
    concept UUID NOT NULL REFERENCES concept (id),
    at TIMESTAMPTZ NOT NULL,
    account UUID NOT NULL REFERENCES account (id),
    action TEXT NOT NULL,
    before JSONB,
    after JSONB
);
CREATE INDEX concept_history_concept ON concept_history (concept, at);
CREATE TABLE unknown_term (
    id UUID PRIMARY KEY,
    project UUID NOT NULL REFERENCES project (id),
    term TEXT NOT NULL,
    run UUID NOT NULL,
    seen BIGINT NOT NULL,
    reports BIGINT NOT NULL,
    examples JSONB NOT NULL,
    state TEXT NOT NULL,
    concept UUID REFERENCES concept (id),
    updated TIMESTAMPTZ NOT NULL,
    UNIQUE (project, term)
);
CREATE TABLE term_mining (
    project UUID PRIMARY KEY REFERENCES project (id),
    disease_database UUID,
    run UUID NOT NULL,
    after_report UUID NOT NULL,
    done BIGINT NOT NULL,
    ended TIMESTAMPTZ
);
