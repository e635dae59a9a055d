//! The store: SQL rows, content-addressed objects, durable jobs, the audit
//! chain and lineage. The only crate that names a table.
//!
//! A [`Store`] runs on SQLite or PostgreSQL with the same code. Functions that
//! read or write project data take a [`Grant`], which only
//! [`Store::authorize`] can make, and which writes the audit row.

mod accounts;
mod audit;
mod authz;
mod case_life;
mod cases;
mod checks;
mod children;
mod cohort;
mod computing;
mod connect;
mod databases;
mod db;
mod dictionary;
mod drafts;
mod dry_runs;
mod entry;
mod error;
mod exports;
mod feature_presets;
mod features;
mod fields;
mod findings;
mod forms;
mod history;
mod imports;
mod jobs;
mod kept_features;
mod lineage;
mod models;
mod objects;
mod patients;
mod projects;
mod publishing;
mod refill;
mod reports;
mod rois;
mod ruleset_versions;
mod rulesets;
mod secret;
mod seen;
mod sent;
mod sight;
mod studies;
mod tags;
mod term_book;
mod term_import;
mod term_mining;
mod terms;
mod unknown_terms;

pub use accounts::{Account, NewAccount, SignIn};
pub use audit::{AuditEvent, AuditFilter, Verification};
pub use authz::{Grant, Object, Principal};
pub use case_life::NewPatient;
pub use cases::{CaseRow, CaseText, CaseValue, NewValue};
pub use checks::{
    Beside, Blank, Check, CheckVerdict, CheckedValue, Checker, Example, MANUAL_RULE, MODEL_RULE, Neighbours,
    NewCheck, Opinions, QueueOrder, QueueQuery, QueueRow, QueueState, ReportValues, RulesThen, ShownValue,
};
pub use children::StaleChild;
pub use cohort::{
    Changed, ChangedCases, Cohort, CohortVersion, ComparedCriteria, Comparison, Freeze, Frozen, FrozenCase,
    FrozenCases, FrozenInstance, Moved,
};
pub use computing::RawCase;
pub use databases::{Database, NewDatabase, ParentOf, RulesOf};
pub use db::Store;
pub use dictionary::{DictionaryVersion, FieldThen};
pub use drafts::DraftText;
pub use dry_runs::{ChangeExample, ChangedValue, DryRunRow, NewDryRun};
pub use entry::{CaseWrite, Edit, Entry, EntryValue, Written};
pub use error::StoreError;
pub use exports::{
    BuiltPackage, Decision, Download, ExportCohort, ExportRequest, Fetch, Link, NewExport, PACKAGE_DAYS,
    Package, PackageFile, Revoked,
};
pub use feature_presets::{FeaturePreset, NewFeaturePreset};
pub use features::{FailedRow, FeatureTableRow, NewFeatureTable};
pub use fields::{Field, FieldChange};
pub use findings::{Feedback, FindingRow, NewFinding};
pub use forms::{Form, FormTemplate, NewForm};
pub use history::PastValue;
pub use imports::{ImportedInstance, Received, UnknownObject};
pub use jobs::{Job, JobQuery, NewJob, Progress};
pub use lineage::{Activity, Edge, Entity, Lineage};
pub use models::{ModelRow, NewModel};
pub use objects::Objects;
pub use patients::Patient;
pub use projects::{Counts, Member, Project};
pub use publishing::NewVersion;
pub use refill::{Refill, Refilled};
pub use reports::{NewReport, Report, ReportQuery};
pub use rois::{NewRoi, Roi};
pub use ruleset_versions::{FrozenTerms, PublishedVersion, RuleSetVersion};
pub use rulesets::{DatabaseName, Draft, DraftRow, RuleSetRow};
pub use sight::{Seen, Sight};
pub use studies::{Instance, Series, Study};
pub use tags::{NewTag, Tag};
pub use term_book::{Clash, ClashingConcept, NewConcept, fold as fold_term};
pub use term_import::{RejectedRow, TermImport, TermRow};
pub use term_mining::{Mining, Sighting};
pub use terms::{Concept, ConceptEvent};
pub use unknown_terms::{TermExample, UnknownTerm};

/// Shorthand for results of this crate.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
