-- Feature tables also lie as Parquet; none of those made before
ALTER TABLE feature_table ADD COLUMN parquet TEXT;
-- Features of one ROI under the digest of all they depend on: what is kept is not computed again
CREATE TABLE kept_features (
    project BLOB NOT NULL REFERENCES project (id),
    key TEXT NOT NULL,
    numbers BLOB NOT NULL,
    created TEXT NOT NULL,
    PRIMARY KEY (project, key)
);
