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

-- What is left to check is summed up from this index alone
ALTER TABLE case_value ADD COLUMN confidence DOUBLE PRECISION
    GENERATED ALWAYS AS (CAST(value ->> 'confidence' AS DOUBLE PRECISION)) STORED;
CREATE INDEX case_value_risk ON case_value (disease_case, report) INCLUDE (variable, state, confidence)
    WHERE valid_to IS NULL AND origin = 'nlp';

-- How much is left to check in each report; kept up by every change of values and checks
CREATE TABLE check_queue (
    disease_database UUID NOT NULL REFERENCES disease_database (id),
    report UUID NOT NULL REFERENCES report (id),
    conflicts BIGINT NOT NULL,
    doubtful BIGINT NOT NULL,
    lowest DOUBLE PRECISION,
    open BIGINT NOT NULL,
    checked BIGINT NOT NULL,
    any_conflict BIGINT NOT NULL,
    any_lowest DOUBLE PRECISION,
    PRIMARY KEY (disease_database, report)
);
INSERT INTO check_queue
SELECT c.disease_database, v.report, SUM(CASE WHEN v.state = 'conflict' THEN 1 ELSE 0 END),
    SUM(CASE WHEN v.state NOT IN ('conflict', 'not_mentioned') AND (v.state = 'uncertain' OR v.confidence < 0.7)
        THEN 1 ELSE 0 END),
    MIN(CASE WHEN v.state <> 'not_mentioned' THEN v.confidence END), COUNT(*), 0,
    MAX(CASE WHEN v.state = 'conflict' THEN 1 ELSE 0 END),
    MIN(CASE WHEN v.state <> 'not_mentioned' THEN v.confidence END)
FROM case_value v JOIN disease_case c ON c.id = v.disease_case
WHERE v.report IS NOT NULL AND v.valid_to IS NULL AND v.origin = 'nlp' GROUP BY c.disease_database, v.report;
