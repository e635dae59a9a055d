-- What people say of values: nothing is taken away, one row a value stands
CREATE TABLE value_check (
    id UUID PRIMARY KEY,
    disease_database UUID NOT NULL REFERENCES disease_database (id),
    report UUID NOT NULL REFERENCES report (id),
    variable TEXT NOT NULL,
    verdict TEXT NOT NULL,
    value JSONB NOT NULL,
    judged JSONB NOT NULL,
    reason TEXT NOT NULL,
    ruleset_version TEXT NOT NULL,
    ruleset_hash TEXT NOT NULL,
    account UUID NOT NULL REFERENCES account (id),
    at TIMESTAMPTZ NOT NULL,
    stands BOOLEAN NOT NULL,
    replaced UUID REFERENCES case_value (id),
    undone TIMESTAMPTZ,
    undone_by UUID REFERENCES account (id)
);
CREATE UNIQUE INDEX value_check_stands ON value_check (disease_database, report, variable) WHERE stands;
CREATE INDEX value_check_history ON value_check (disease_database, report, variable, at);
CREATE FUNCTION value_check_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'checks are kept';
END $$;
CREATE TRIGGER value_check_no_delete BEFORE DELETE ON value_check
    FOR EACH ROW EXECUTE FUNCTION value_check_is_kept();
CREATE TRIGGER value_check_no_update BEFORE UPDATE OF id, disease_database, report, variable, verdict, value, judged,
    reason, ruleset_version, ruleset_hash, account, at, replaced ON value_check
    FOR EACH ROW EXECUTE FUNCTION value_check_is_kept();

-- The queue of what to check is read from this index alone
ALTER TABLE case_value ADD COLUMN confidence DOUBLE PRECISION
    GENERATED ALWAYS AS (CAST(value ->> 'confidence' AS DOUBLE PRECISION)) STORED;
CREATE INDEX case_value_risk ON case_value (disease_case, report) INCLUDE (variable, state, confidence)
    WHERE valid_to IS NULL AND origin = 'nlp';
