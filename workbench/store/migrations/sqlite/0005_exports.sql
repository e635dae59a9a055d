-- How deep a member may see; NULL is the role's own depth
ALTER TABLE member ADD COLUMN level TEXT;

-- Searches kept under a name
CREATE TABLE tag (
    id BLOB PRIMARY KEY,
    disease_database BLOB NOT NULL REFERENCES disease_database (id),
    name TEXT NOT NULL,
    criteria TEXT NOT NULL,
    description_zh TEXT NOT NULL,
    description_en TEXT NOT NULL,
    shared BOOLEAN NOT NULL,
    account BLOB NOT NULL REFERENCES account (id),
    revision BIGINT NOT NULL,
    at TEXT NOT NULL,
    removed TEXT
);
CREATE UNIQUE INDEX tag_name ON tag (disease_database, account, name) WHERE removed IS NULL;

-- Cohorts: versions are frozen, the snapshot of their values is an object
CREATE TABLE cohort (
    id BLOB PRIMARY KEY,
    disease_database BLOB NOT NULL REFERENCES disease_database (id),
    name TEXT NOT NULL,
    account BLOB NOT NULL REFERENCES account (id),
    at TEXT NOT NULL,
    UNIQUE (disease_database, name)
);
CREATE TABLE cohort_version (
    id BLOB PRIMARY KEY,
    cohort BLOB NOT NULL REFERENCES cohort (id),
    version BIGINT NOT NULL,
    note TEXT NOT NULL,
    criteria TEXT NOT NULL,
    description_zh TEXT NOT NULL,
    description_en TEXT NOT NULL,
    members BIGINT NOT NULL,
    hash TEXT NOT NULL,
    account BLOB NOT NULL REFERENCES account (id),
    at TEXT NOT NULL,
    UNIQUE (cohort, version),
    UNIQUE (cohort, hash)
);
CREATE TABLE cohort_member (
    cohort_version BLOB NOT NULL REFERENCES cohort_version (id),
    disease_case BLOB NOT NULL,
    patient BLOB NOT NULL REFERENCES patient (id),
    PRIMARY KEY (cohort_version, disease_case)
);
CREATE TRIGGER cohort_version_no_update BEFORE UPDATE ON cohort_version
BEGIN
    SELECT RAISE(ABORT, 'a frozen cohort does not change');
END;
CREATE TRIGGER cohort_version_no_delete BEFORE DELETE ON cohort_version
BEGIN
    SELECT RAISE(ABORT, 'a frozen cohort does not change');
END;
CREATE TRIGGER cohort_member_no_update BEFORE UPDATE ON cohort_member
BEGIN
    SELECT RAISE(ABORT, 'a frozen cohort does not change');
END;
CREATE TRIGGER cohort_member_no_delete BEFORE DELETE ON cohort_member
BEGIN
    SELECT RAISE(ABORT, 'a frozen cohort does not change');
END;

-- Exports: what was asked for never changes, nor does the decision
CREATE TABLE export_request (
    id BLOB PRIMARY KEY,
    project BLOB NOT NULL REFERENCES project (id),
    number BIGINT NOT NULL,
    cohort_version BLOB NOT NULL REFERENCES cohort_version (id),
    asked TEXT NOT NULL,
    level TEXT NOT NULL,
    reason TEXT NOT NULL,
    account BLOB NOT NULL REFERENCES account (id),
    at TEXT NOT NULL,
    state TEXT NOT NULL,
    decided_by BLOB REFERENCES account (id),
    decided_at TEXT,
    decision_note TEXT,
    approved BOOLEAN,
    problem TEXT,
    package TEXT,
    package_size BIGINT,
    package_files TEXT,
    built TEXT,
    expires TEXT,
    revoked_by BLOB REFERENCES account (id),
    revoked_at TEXT,
    revoke_note TEXT,
    UNIQUE (project, number)
);
CREATE TRIGGER export_request_asked BEFORE UPDATE OF id, project, number, cohort_version, asked, level, reason, account, at
    ON export_request
BEGIN
    SELECT RAISE(ABORT, 'what was asked for does not change');
END;
CREATE TRIGGER export_request_decided BEFORE UPDATE OF decided_by, decided_at, decision_note, approved ON export_request
    WHEN OLD.decided_by IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a decision does not change');
END;
CREATE TRIGGER export_request_built BEFORE UPDATE OF package, package_size, package_files, built, expires ON export_request
    WHEN OLD.package IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a package is built once');
END;
CREATE TRIGGER export_request_no_delete BEFORE DELETE ON export_request
BEGIN
    SELECT RAISE(ABORT, 'requests are kept');
END;
CREATE TABLE export_link (
    token_hash TEXT PRIMARY KEY,
    export_request BLOB NOT NULL REFERENCES export_request (id),
    account BLOB NOT NULL REFERENCES account (id),
    created TEXT NOT NULL,
    expires TEXT NOT NULL
);
CREATE TABLE export_download (
    id BLOB PRIMARY KEY,
    export_request BLOB NOT NULL REFERENCES export_request (id),
    account BLOB NOT NULL REFERENCES account (id),
    ip TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX export_download_request ON export_download (export_request, at);
