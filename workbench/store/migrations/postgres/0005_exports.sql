-- How deep a member may see; NULL is the role's own depth
ALTER TABLE member ADD COLUMN level TEXT;

-- Searches kept under a name
CREATE TABLE tag (
    id UUID PRIMARY KEY,
    disease_database UUID NOT NULL REFERENCES disease_database (id),
    name TEXT NOT NULL,
    criteria JSONB NOT NULL,
    description_zh TEXT NOT NULL,
    description_en TEXT NOT NULL,
    shared BOOLEAN NOT NULL,
    account UUID NOT NULL REFERENCES account (id),
    revision BIGINT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    removed TIMESTAMPTZ
);
CREATE UNIQUE INDEX tag_name ON tag (disease_database, account, name) WHERE removed IS NULL;

-- Cohorts: versions are frozen, the snapshot of their values is an object
CREATE TABLE cohort (
    id UUID PRIMARY KEY,
    disease_database UUID NOT NULL REFERENCES disease_database (id),
    name TEXT NOT NULL,
    account UUID NOT NULL REFERENCES account (id),
    at TIMESTAMPTZ NOT NULL,
    UNIQUE (disease_database, name)
);
CREATE TABLE cohort_version (
    id UUID PRIMARY KEY,
    cohort UUID NOT NULL REFERENCES cohort (id),
    version BIGINT NOT NULL,
    note TEXT NOT NULL,
    criteria JSONB NOT NULL,
    description_zh TEXT NOT NULL,
    description_en TEXT NOT NULL,
    members BIGINT NOT NULL,
    hash TEXT NOT NULL,
    account UUID NOT NULL REFERENCES account (id),
    at TIMESTAMPTZ NOT NULL,
    UNIQUE (cohort, version),
    UNIQUE (cohort, hash)
);
CREATE TABLE cohort_member (
    cohort_version UUID NOT NULL REFERENCES cohort_version (id),
    disease_case UUID NOT NULL,
    patient UUID NOT NULL REFERENCES patient (id),
    PRIMARY KEY (cohort_version, disease_case)
);
CREATE FUNCTION cohort_version_no_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a frozen cohort does not change';
END $$;
CREATE TRIGGER cohort_version_no_update BEFORE UPDATE ON cohort_version
    FOR EACH ROW EXECUTE FUNCTION cohort_version_no_update();
CREATE FUNCTION cohort_version_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a frozen cohort does not change';
END $$;
CREATE TRIGGER cohort_version_no_delete BEFORE DELETE ON cohort_version
    FOR EACH ROW EXECUTE FUNCTION cohort_version_no_delete();
CREATE FUNCTION cohort_member_no_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a frozen cohort does not change';
END $$;
CREATE TRIGGER cohort_member_no_update BEFORE UPDATE ON cohort_member
    FOR EACH ROW EXECUTE FUNCTION cohort_member_no_update();
CREATE FUNCTION cohort_member_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a frozen cohort does not change';
END $$;
CREATE TRIGGER cohort_member_no_delete BEFORE DELETE ON cohort_member
    FOR EACH ROW EXECUTE FUNCTION cohort_member_no_delete();

-- Exports: what was asked for never changes, nor does the decision
CREATE TABLE export_request (
    id UUID PRIMARY KEY,
    project UUID NOT NULL REFERENCES project (id),
    number BIGINT NOT NULL,
    cohort_version UUID NOT NULL REFERENCES cohort_version (id),
    asked JSONB NOT NULL,
    level TEXT NOT NULL,
    reason TEXT NOT NULL,
    account UUID NOT NULL REFERENCES account (id),
    at TIMESTAMPTZ NOT NULL,
    state TEXT NOT NULL,
    decided_by UUID REFERENCES account (id),
    decided_at TIMESTAMPTZ,
    decision_note TEXT,
    approved BOOLEAN,
    problem TEXT,
    package TEXT,
    package_size BIGINT,
    package_files JSONB,
    built TIMESTAMPTZ,
    expires TIMESTAMPTZ,
    revoked_by UUID REFERENCES account (id),
    revoked_at TIMESTAMPTZ,
    revoke_note TEXT,
    UNIQUE (project, number)
);
CREATE FUNCTION export_request_asked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was asked for does not change';
END $$;
CREATE TRIGGER export_request_asked BEFORE UPDATE OF id, project, number, cohort_version, asked, level, reason, account, at ON export_request
    FOR EACH ROW EXECUTE FUNCTION export_request_asked();
CREATE FUNCTION export_request_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a decision does not change';
END $$;
CREATE TRIGGER export_request_decided BEFORE UPDATE OF decided_by, decided_at, decision_note, approved ON export_request
    FOR EACH ROW WHEN (OLD.decided_by IS NOT NULL) EXECUTE FUNCTION export_request_decided();
CREATE FUNCTION export_request_built() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a package is built once';
END $$;
CREATE TRIGGER export_request_built BEFORE UPDATE OF package, package_size, package_files, built, expires ON export_request
    FOR EACH ROW WHEN (OLD.package IS NOT NULL) EXECUTE FUNCTION export_request_built();
CREATE FUNCTION export_request_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'requests are kept';
END $$;
CREATE TRIGGER export_request_no_delete BEFORE DELETE ON export_request
    FOR EACH ROW EXECUTE FUNCTION export_request_no_delete();
CREATE TABLE export_link (
    token_hash TEXT PRIMARY KEY,
    export_request UUID NOT NULL REFERENCES export_request (id),
    account UUID NOT NULL REFERENCES account (id),
    created TIMESTAMPTZ NOT NULL,
    expires TIMESTAMPTZ NOT NULL
);
CREATE TABLE export_download (
    id UUID PRIMARY KEY,
    export_request UUID NOT NULL REFERENCES export_request (id),
    account UUID NOT NULL REFERENCES account (id),
    ip TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX export_download_request ON export_download (export_request, at);
