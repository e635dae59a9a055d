//! The store's promises, each tested on SQLite and, when
//! `WORKBENCH_TEST_POSTGRES=postgres://user@host:port/dbname` is set, on PostgreSQL.

#![allow(clippy::unwrap_used)] // a helper that fails is a test that fails

mod bench;
mod raw;
mod samples;

mod accounts;
mod audit;
mod authz;
mod check_queue;
mod checks;
mod claims;
mod cohorts;
mod databases;
mod deident;
mod exports;
mod features;
mod findings;
mod imports;
mod jobs;
mod lineage;
mod objects;
mod opening;
mod projects;
mod records;
mod refill;
mod reports;
mod rois;
mod rulesets;
mod studies;
mod terms;
mod values;
