-- Identity
CREATE TABLE account (
    id BLOB PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    system_role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    must_change BOOLEAN NOT NULL,
    disabled BOOLEAN NOT NULL,
    created TEXT NOT NULL
);
CREATE TABLE sign_in (
    token_hash TEXT PRIMARY KEY,
    account BLOB NOT NULL REFERENCES account (id),
    created TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    expires TEXT NOT NULL,
    ip TEXT NOT NULL
);
CREATE TABLE login_failure (
    login TEXT NOT NULL,
    ip TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX login_failure_login ON login_failure (login, at);

-- Projects
CREATE TABLE project (
    id BLOB PRIMARY KEY,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    synthetic BOOLEAN NOT NULL,
    created TEXT NOT NULL
);
CREATE TABLE member (
    project BLOB NOT NULL REFERENCES project (id),
    account BLOB NOT NULL REFERENCES account (id),
    role TEXT NOT NULL,
    PRIMARY KEY (project, account)
);

-- People and studies
CREATE TABLE patient (
    id BLOB PRIMARY KEY,
    project BLOB NOT NULL REFERENCES project (id),
    identifier TEXT NOT NULL,
    name TEXT NOT NULL,
    sex TEXT NOT NULL,
    birth_date TEXT NOT NULL,
    UNIQUE (project, identifier)
);
CREATE TABLE study (
    id BLOB PRIMARY KEY,
    project BLOB NOT NULL REFERENCES project (id),
    patient BLOB NOT NULL REFERENCES patient (id),
    uid TEXT NOT NULL,
    accession TEXT NOT NULL,
    study_date TEXT NOT NULL,
    description TEXT NOT NULL,
    created TEXT NOT NULL,
    UNIQUE (project, uid)
);
CREATE INDEX study_patient ON study (patient);
CREATE TABLE series (
    id BLOB PRIMARY KEY,
    study BLOB NOT NULL REFERENCES study (id),
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
    id BLOB PRIMARY KEY,
    project BLOB NOT NULL REFERENCES project (id),
    series BLOB NOT NULL REFERENCES series (id),
    sop_uid TEXT NOT NULL,
    sop_class TEXT NOT NULL,
    number BIGINT,
    object TEXT NOT NULL,
    size BIGINT NOT NULL,
    header TEXT NOT NULL,
    UNIQUE (project, sop_uid)
);
CREATE INDEX instance_series ON instance (series);
CREATE TABLE unknown_object (
    id BLOB PRIMARY KEY,
    project BLOB NOT NULL REFERENCES project (id),
    name TEXT NOT NULL,
    reason TEXT NOT NULL,
    object TEXT NOT NULL,
    size BIGINT NOT NULL,
    received TEXT NOT NULL,
    UNIQUE (project, object, name)
);

-- Text
CREATE TABLE report (
    id BLOB PRIMARY KEY,
    project BLOB NOT NULL REFERENCES project (id),
    patient BLOB NOT NULL REFERENCES patient (id),
    external_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    accession TEXT NOT NULL,
    modality TEXT NOT NULL,
    body_part TEXT NOT NULL,
    exam_date TEXT NOT NULL,
    text TEXT NOT NULL,
    hash TEXT NOT NULL,
    sections TEXT NOT NULL,
    created TEXT NOT NULL,
    UNIQUE (project, patient, external_id, version)
);
CREATE INDEX report_patient ON report (patient);

-- Databases
CREATE TABLE disease_database (
    id BLOB PRIMARY KEY,
    project BLOB NOT NULL REFERENCES project (id),
    name TEXT NOT NULL,
    pack TEXT NOT NULL,
    pack_version TEXT NOT NULL,
    created TEXT NOT NULL,
    UNIQUE (project, name)
);
CREATE TABLE variable (
    disease_database BLOB NOT NULL REFERENCES disease_database (id),
    key TEXT NOT NULL,
    position BIGINT NOT NULL,
    definition TEXT NOT NULL,
    PRIMARY KEY (disease_database, key)
);
CREATE TABLE disease_case (
    id BLOB PRIMARY KEY,
    disease_database BLOB NOT NULL REFERENCES disease_database (id),
    patient BLOB NOT NULL REFERENCES patient (id),
    UNIQUE (disease_database, patient)
);
CREATE TABLE case_value (
    id BLOB PRIMARY KEY,
    disease_case BLOB NOT NULL REFERENCES disease_case (id),
    variable TEXT NOT NULL,
    report BLOB REFERENCES report (id),
    origin TEXT NOT NULL,
    state TEXT NOT NULL,
    value TEXT NOT NULL,
    activity BLOB NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT
);
CREATE INDEX case_value_case ON case_value (disease_case, valid_to);
CREATE INDEX case_value_report ON case_value (report);

-- Annotation
CREATE TABLE roi (
    id BLOB PRIMARY KEY,
    project BLOB NOT NULL REFERENCES project (id),
    series BLOB NOT NULL REFERENCES series (id),
    source_instance BLOB REFERENCES instance (id),
    label TEXT NOT NULL,
    number BIGINT NOT NULL,
    color TEXT NOT NULL,
    source TEXT NOT NULL,
    voxels BIGINT NOT NULL,
    volume_mm3 REAL NOT NULL,
    contour_volume_mm3 REAL,
    bbox TEXT NOT NULL,
    mask_object TEXT NOT NULL,
    contours_object TEXT NOT NULL,
    created TEXT NOT NULL
);
CREATE INDEX roi_series ON roi (series);
CREATE UNIQUE INDEX roi_once ON roi (source_instance, number);

-- Features and models
CREATE TABLE feature_table (
    id BLOB PRIMARY KEY,
    project BLOB NOT NULL REFERENCES project (id),
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    columns TEXT NOT NULL,
    failed TEXT NOT NULL,
    object TEXT NOT NULL,
    created TEXT NOT NULL
);
CREATE TABLE model_version (
    id BLOB PRIMARY KEY,
    project BLOB NOT NULL REFERENCES project (id),
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    learner TEXT NOT NULL,
    target TEXT NOT NULL,
    feature_table BLOB NOT NULL REFERENCES feature_table (id),
    disease_database BLOB NOT NULL REFERENCES disease_database (id),
    summary TEXT NOT NULL,
    outcome_object TEXT NOT NULL,
    model_object TEXT NOT NULL,
    created TEXT NOT NULL,
    UNIQUE (project, name, version)
);

-- Results
CREATE TABLE prediction (
    id BLOB PRIMARY KEY,
    project BLOB NOT NULL REFERENCES project (id),
    model_version BLOB NOT NULL REFERENCES model_version (id),
    study BLOB NOT NULL REFERENCES study (id),
    created TEXT NOT NULL
);
CREATE INDEX prediction_study ON prediction (study);
CREATE INDEX prediction_project ON prediction (project);
CREATE TABLE finding (
    id BLOB PRIMARY KEY,
    prediction BLOB NOT NULL REFERENCES prediction (id),
    roi BLOB NOT NULL REFERENCES roi (id),
    probability REAL NOT NULL,
    positive BOOLEAN NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX finding_prediction ON finding (prediction);
CREATE INDEX finding_roi ON finding (roi);
CREATE TABLE feedback (
    id BLOB PRIMARY KEY,
    finding BLOB NOT NULL REFERENCES finding (id),
    account BLOB NOT NULL REFERENCES account (id),
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX feedback_finding ON feedback (finding, at);

-- Work and proof
CREATE TABLE job (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    project BLOB REFERENCES project (id),
    account BLOB NOT NULL REFERENCES account (id),
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    run_after TEXT NOT NULL,
    lease_until TEXT,
    lease_owner TEXT,
    dedupe_key TEXT,
    cancel_requested BOOLEAN NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    message TEXT NOT NULL,
    result TEXT,
    error TEXT,
    created TEXT NOT NULL,
    started TEXT,
    ended TEXT,
    updated TEXT NOT NULL
);
CREATE INDEX job_waiting ON job (state, run_after);
CREATE UNIQUE INDEX job_dedupe ON job (dedupe_key) WHERE state IN ('queued', 'running');
CREATE TABLE activity (
    id BLOB PRIMARY KEY,
    project BLOB NOT NULL REFERENCES project (id),
    kind TEXT NOT NULL,
    plan TEXT NOT NULL,
    plan_hash TEXT NOT NULL,
    code_version TEXT NOT NULL,
    actor TEXT NOT NULL,
    started TEXT NOT NULL,
    ended TEXT
);
CREATE TABLE edge (
    activity BLOB NOT NULL REFERENCES activity (id),
    role TEXT NOT NULL,
    entity_kind TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    entity_hash TEXT NOT NULL,
    PRIMARY KEY (activity, role, entity_kind, entity_id)
);
CREATE INDEX edge_entity ON edge (entity_kind, entity_id);
CREATE TABLE audit (
    seq BIGINT PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    project BLOB,
    ip TEXT NOT NULL,
    result TEXT NOT NULL,
    detail TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
