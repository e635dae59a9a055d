-- Identity
CREATE TABLE account (
    id UUID PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    system_role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    must_change BOOLEAN NOT NULL,
    disabled BOOLEAN NOT NULL,
    created TIMESTAMPTZ NOT NULL
);
CREATE TABLE sign_in (
    token_hash TEXT PRIMARY KEY,
    account UUID NOT NULL REFERENCES account (id),
    created TIMESTAMPTZ NOT NULL,
    last_seen TIMESTAMPTZ NOT NULL,
    expires TIMESTAMPTZ NOT NULL,
    ip TEXT NOT NULL
);
CREATE TABLE login_failure (
    login TEXT NOT NULL,
    ip TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX login_failure_login ON login_failure (login, at);

-- Projects
CREATE TABLE project (
    id UUID PRIMARY KEY,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    synthetic BOOLEAN NOT NULL,
    created TIMESTAMPTZ NOT NULL
);
CREATE TABLE member (
    project UUID NOT NULL REFERENCES project (id),
    account UUID NOT NULL REFERENCES account (id),
    role TEXT NOT NULL,
    PRIMARY KEY (project, account)
);

-- People and studies
CREATE TABLE patient (
    id UUID PRIMARY KEY,
    project UUID NOT NULL REFERENCES project (id),
    identifier TEXT NOT NULL,
    name TEXT NOT NULL,
    sex TEXT NOT NULL,
    birth_date TEXT NOT NULL,
    UNIQUE (project, identifier)
);
CREATE TABLE study (
    id UUID PRIMARY KEY,
    project UUID NOT NULL REFERENCES project (id),
    patient UUID NOT NULL REFERENCES patient (id),
    uid TEXT NOT NULL,
    accession TEXT NOT NULL,
    study_date TEXT NOT NULL,
    description TEXT NOT NULL,
    created TIMESTAMPTZ NOT NULL,
    UNIQUE (project, uid)
);
CREATE INDEX study_patient ON study (patient);
CREATE TABLE series (
    id UUID PRIMARY KEY,
    study UUID NOT NULL REFERENCES study (id),
    uid TEXT NOT NULL,
    number BIGINT,
    modality TEXT NOT NULL,
    kind TEXT NOT NULL,
    description TEXT NOT NULL,
    body_part TEXT NOT NULL,
    frame_of_reference TEXT NOT NULL,
    UNIQUE (study, uid)
);
CREATE INDEX series_uid ON series (uid);
CREATE TABLE instance (
    id UUID PRIMARY KEY,
    project UUID NOT NULL REFERENCES project (id),
    series UUID NOT NULL REFERENCES series (id),
    sop_uid TEXT NOT NULL,
    sop_class TEXT NOT NULL,
    number BIGINT,
    object TEXT NOT NULL,
    size BIGINT NOT NULL,
    header JSONB NOT NULL,
    UNIQUE (project, sop_uid)
);
CREATE INDEX instance_series ON instance (series);
CREATE TABLE unknown_object (
    id UUID PRIMARY KEY,
    project UUID NOT NULL REFERENCES project (id),
    name TEXT NOT NULL,
    reason TEXT NOT NULL,
    object TEXT NOT NULL,
    size BIGINT NOT NULL,
    received TIMESTAMPTZ NOT NULL,
    UNIQUE (project, object, name)
);

-- Text
CREATE TABLE report (
    id UUID PRIMARY KEY,
    project UUID NOT NULL REFERENCES project (id),
    patient UUID NOT NULL REFERENCES patient (id),
    external_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    accession TEXT NOT NULL,
    modality TEXT NOT NULL,
    body_part TEXT NOT NULL,
    exam_date TEXT NOT NULL,
    text TEXT NOT NULL,
    hash TEXT NOT NULL,
    sections JSONB NOT NULL,
    created TIMESTAMPTZ NOT NULL,
    UNIQUE (project, patient, external_id, version)
);
CREATE INDEX report_patient ON report (patient);

-- Databases
CREATE TABLE disease_database (
    id UUID PRIMARY KEY,
    project UUID NOT NULL REFERENCES project (id),
    name TEXT NOT NULL,
    pack TEXT NOT NULL,
    pack_version TEXT NOT NULL,
    created TIMESTAMPTZ NOT NULL,
    UNIQUE (project, name)
);
CREATE TABLE variable (
    disease_database UUID NOT NULL REFERENCES disease_database (id),
    key TEXT NOT NULL,
    position BIGINT NOT NULL,
    definition JSONB NOT NULL,
    PRIMARY KEY (disease_database, key)
);
CREATE TABLE disease_case (
    id UUID PRIMARY KEY,
    disease_database UUID NOT NULL REFERENCES disease_database (id),
    patient UUID NOT NULL REFERENCES patient (id),
    UNIQUE (disease_database, patient)
);
CREATE TABLE case_value (
    id UUID PRIMARY KEY,
    disease_case UUID NOT NULL REFERENCES disease_case (id),
    variable TEXT NOT NULL,
    report UUID REFERENCES report (id),
    origin TEXT NOT NULL,
    state TEXT NOT NULL,
    value JSONB NOT NULL,
    activity UUID NOT NULL,
    valid_from TIMESTAMPTZ NOT NULL,
    valid_to TIMESTAMPTZ
);
CREATE INDEX case_value_case ON case_value (disease_case, valid_to);
CREATE INDEX case_value_report ON case_value (report);

-- Annotation
CREATE TABLE roi (
    id UUID PRIMARY KEY,
    project UUID NOT NULL REFERENCES project (id),
    series UUID NOT NULL REFERENCES series (id),
    source_instance UUID REFERENCES instance (id),
    label TEXT NOT NULL,
    number BIGINT NOT NULL,
    color TEXT NOT NULL,
    source TEXT NOT NULL,
    voxels BIGINT NOT NULL,
    volume_mm3 DOUBLE PRECISION NOT NULL,
    contour_volume_mm3 DOUBLE PRECISION,
    bbox JSONB NOT NULL,
    mask_object TEXT NOT NULL,
    contours_object TEXT NOT NULL,
    created TIMESTAMPTZ NOT NULL
);
CREATE INDEX roi_series ON roi (series);
CREATE UNIQUE INDEX roi_once ON roi (source_instance, number);

-- Features and models
CREATE TABLE feature_table (
    id UUID PRIMARY KEY,
    project UUID NOT NULL REFERENCES project (id),
    name TEXT NOT NULL,
    settings JSONB NOT NULL,
    row_count BIGINT NOT NULL,
    columns JSONB NOT NULL,
    failed JSONB NOT NULL,
    object TEXT NOT NULL,
    created TIMESTAMPTZ NOT NULL
);
CREATE TABLE model_version (
    id UUID PRIMARY KEY,
    project UUID NOT NULL REFERENCES project (id),
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    learner TEXT NOT NULL,
    target TEXT NOT NULL,
    feature_table UUID NOT NULL REFERENCES feature_table (id),
    disease_database UUID NOT NULL REFERENCES disease_database (id),
    summary JSONB NOT NULL,
    outcome_object TEXT NOT NULL,
    model_object TEXT NOT NULL,
    created TIMESTAMPTZ NOT NULL,
    UNIQUE (project, name, version)
);

-- Results
CREATE TABLE prediction (
    id UUID PRIMARY KEY,
    project UUID NOT NULL REFERENCES project (id),
    model_version UUID NOT NULL REFERENCES model_version (id),
    study UUID NOT NULL REFERENCES study (id),
    created TIMESTAMPTZ NOT NULL
);
CREATE INDEX prediction_study ON prediction (study);
CREATE INDEX prediction_project ON prediction (project);
CREATE TABLE finding (
    id UUID PRIMARY KEY,
    prediction UUID NOT NULL REFERENCES prediction (id),
    roi UUID NOT NULL REFERENCES roi (id),
    probability DOUBLE PRECISION NOT NULL,
    positive BOOLEAN NOT NULL,
    detail JSONB NOT NULL
);
CREATE INDEX finding_prediction ON finding (prediction);
CREATE INDEX finding_roi ON finding (roi);
CREATE TABLE feedback (
    id UUID PRIMARY KEY,
    finding UUID NOT NULL REFERENCES finding (id),
    account UUID NOT NULL REFERENCES account (id),
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX feedback_finding ON feedback (finding, at);

-- Work and proof
CREATE TABLE job (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL,
    project UUID REFERENCES project (id),
    account UUID NOT NULL REFERENCES account (id),
    payload JSONB NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    run_after TIMESTAMPTZ NOT NULL,
    lease_until TIMESTAMPTZ,
    lease_owner TEXT,
    dedupe_key TEXT,
    cancel_requested BOOLEAN NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    message TEXT NOT NULL,
    result JSONB,
    error TEXT,
    created TIMESTAMPTZ NOT NULL,
    started TIMESTAMPTZ,
    ended TIMESTAMPTZ,
    updated TIMESTAMPTZ NOT NULL
);
CREATE INDEX job_waiting ON job (state, run_after);
CREATE UNIQUE INDEX job_dedupe ON job (dedupe_key) WHERE state IN ('queued', 'running');
CREATE TABLE activity (
    id UUID PRIMARY KEY,
    project UUID NOT NULL REFERENCES project (id),
    kind TEXT NOT NULL,
    plan JSONB NOT NULL,
    plan_hash TEXT NOT NULL,
    code_version TEXT NOT NULL,
    actor TEXT NOT NULL,
    started TIMESTAMPTZ NOT NULL,
    ended TIMESTAMPTZ
);
CREATE TABLE edge (
    activity UUID NOT NULL REFERENCES activity (id),
    role TEXT NOT NULL,
    entity_kind TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    entity_hash TEXT NOT NULL,
    PRIMARY KEY (activity, role, entity_kind, entity_id)
);
CREATE INDEX edge_entity ON edge (entity_kind, entity_id);
CREATE TABLE audit (
    seq BIGINT PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    project UUID,
    ip TEXT NOT NULL,
    result TEXT NOT NULL,
    detail TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
