//! The authorisation check, the only maker of a [`Grant`].

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use workbench_core::ids::{
    CaseId, CohortId, ConceptId, DatabaseId, ExportId, FeaturePresetId, FeatureTableId, FindingId, FormId,
    FormTemplateId, InstanceId, JobId, ModelId, ProjectId, ReportId, RoiId, RuleSetId, RuleSetVersionId,
    SeriesId, StudyId, TagId, UnknownTermId, UserId,
};
use workbench_core::{Action, DataLevel, Role, SystemRole};

use crate::db::read;
use crate::error::stored;
use crate::{Result, Store, StoreError};

/// Who asks: a signed-in person, or the person for whom a job runs.
#[derive(Clone, Debug)]
pub struct Principal {
    /// Account.
    pub account: UserId,
    /// Login, as written into the audit log.
    pub login: String,
    /// Role towards the system.
    pub system_role: SystemRole,
    /// Address of the caller; `job` or `cli` when there is none.
    pub ip: String,
}

/// Declares the objects that lie in a project, with the query that finds it.
macro_rules! objects {
    ($($name:ident($id:ty) $kind:literal $query:literal),+ $(,)?) => {
        /// What is acted upon.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Object {
            /// The audit log.
            Audit,
            /// The accounts.
            Accounts,
            $(#[doc = concat!("A ", $kind, ".")] $name($id)),+
        }

        impl Object {
            /// The word for this kind of object.
            pub fn kind(&self) -> &'static str {
                match self { Self::Audit => "audit", Self::Accounts => "accounts", $(Self::$name(_) => $kind),+ }
            }

            /// The id as text.
            pub fn id(&self) -> String {
                match self { Self::Audit | Self::Accounts => String::new(), $(Self::$name(id) => id.to_string()),+ }
            }

            /// The object of a kind and an id given as words.
            pub fn parse(kind: &str, id: &str) -> Option<Self> {
                match kind { $($kind => id.parse().ok().map(Self::$name),)+ _ => None }
            }
        }

        impl Store {
            async fn project_of(&self, object: &Object) -> Result<Option<ProjectId>> {
                let found: Option<uuid::Uuid> = match object {
                    Object::Audit | Object::Accounts => None,
                    $(Object::$name(id) => read!(self, pool =>
                        sqlx::query_scalar($query).bind(id.0).fetch_optional(pool).await?)),+
                };
                Ok(found.map(ProjectId))
            }
        }
    };
}

objects! {
    Project(ProjectId) "project" "SELECT id FROM project WHERE id = $1",
    Report(ReportId) "report" "SELECT project FROM report WHERE id = $1",
    Database(DatabaseId) "database" "SELECT project FROM disease_database WHERE id = $1",
    RuleSet(RuleSetId) "rule_set" "SELECT project FROM rule_set WHERE id = $1",
    RuleSetVersion(RuleSetVersionId) "rule_set_version"
        "SELECT s.project FROM rule_set_version v JOIN rule_set s ON s.id = v.rule_set WHERE v.id = $1",
    Concept(ConceptId) "concept" "SELECT project FROM concept WHERE id = $1",
    UnknownTerm(UnknownTermId) "unknown_term" "SELECT project FROM unknown_term WHERE id = $1",
    Case(CaseId) "case"
        "SELECT d.project FROM disease_case c JOIN disease_database d ON d.id = c.disease_database WHERE c.id = $1",
    Form(FormId) "form"
        "SELECT d.project FROM form f JOIN disease_database d ON d.id = f.disease_database WHERE f.id = $1",
    FormTemplate(FormTemplateId) "form_template" "SELECT project FROM form_template WHERE id = $1",
    Tag(TagId) "tag"
        "SELECT d.project FROM tag t JOIN disease_database d ON d.id = t.disease_database WHERE t.id = $1 AND t.removed IS NULL",
    Cohort(CohortId) "cohort"
        "SELECT d.project FROM cohort c JOIN disease_database d ON d.id = c.disease_database WHERE c.id = $1",
    Export(ExportId) "export" "SELECT project FROM export_request WHERE id = $1",
    Study(StudyId) "study" "SELECT project FROM study WHERE id = $1",
    Series(SeriesId) "series" "SELECT t.project FROM series s JOIN study t ON t.id = s.study WHERE s.id = $1",
    Instance(InstanceId) "instance" "SELECT project FROM instance WHERE id = $1",
    Roi(RoiId) "roi" "SELECT project FROM roi WHERE id = $1",
    FeaturePreset(FeaturePresetId) "feature_preset"
        "SELECT project FROM feature_preset WHERE id = $1 AND removed IS NULL",
    FeatureTable(FeatureTableId) "feature_table" "SELECT project FROM feature_table WHERE id = $1",
    Model(ModelId) "model" "SELECT project FROM model_version WHERE id = $1",
    Finding(FindingId) "finding"
        "SELECT p.project FROM finding f JOIN prediction p ON p.id = f.prediction WHERE f.id = $1",
    Job(JobId) "job" "SELECT project FROM job WHERE id = $1 AND project IS NOT NULL",
}

/// Proof that the check was passed and written down: this person may take this
/// action in this project, down to this level of data.
#[derive(Clone, Debug)]
pub struct Grant {
    principal: Principal,
    project: ProjectId,
    action: Action,
    role: Role,
    /// The member's depth: chosen for the member, else the role's.
    depth: DataLevel,
    at_most: DataLevel,
    reader: Reader,
}

/// Who looks at what a grant reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reader {
    /// The person.
    Person,
    /// A program that keeps what it makes of it where it is covered again.
    Keeper,
    /// Rules that a person of the project wrote.
    Rules,
    /// Criteria whose answer must not hang on who asks.
    Criteria,
}

impl Grant {
    /// The person.
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// The project.
    pub fn project(&self) -> ProjectId {
        self.project
    }

    /// The action.
    pub fn action(&self) -> Action {
        self.action
    }

    /// The person's role in the project.
    pub fn role(&self) -> Role {
        self.role
    }

    /// Depth of data.
    pub fn level(&self) -> DataLevel {
        let level = match self.reader {
            Reader::Keeper => DataLevel::Identified,
            Reader::Criteria => DataLevel::Limited,
            Reader::Person | Reader::Rules => self.depth,
        };
        level.min(self.at_most)
    }

    /// The same grant that sees no deeper than `level`: for what is kept where others read it.
    #[must_use]
    pub fn no_deeper_than(&self, level: DataLevel) -> Self {
        Self { at_most: self.at_most.min(level), ..self.clone() }
    }

    /// The same grant with nothing covered, for a program that reads and keeps and shows to nobody:
    /// what it keeps is covered when it is shown. A bound set by [`no_deeper_than`](Self::no_deeper_than) stays.
    #[must_use]
    pub fn whole(&self) -> Self {
        Self { reader: Reader::Keeper, ..self.clone() }
    }

    /// The same grant over everything, whatever its bound: for what is kept sealed and shown through the level of
    /// whoever reads it.
    pub(crate) fn sealed(&self) -> Self {
        Self { reader: Reader::Keeper, at_most: DataLevel::Identified, ..self.clone() }
    }

    /// The same grant for rules that people of the project wrote: they read what the person may
    /// see, else a rule could be made to find a name and tell by its count. Dates are not moved.
    #[must_use]
    pub fn for_rules(&self) -> Self {
        Self { reader: Reader::Rules, ..self.clone() }
    }

    /// The same grant for criteria whose answer must not hang on who asks: they see what level
    /// `limited` shows. Dates are not moved.
    #[must_use]
    pub fn for_criteria(&self) -> Self {
        Self { reader: Reader::Criteria, ..self.clone() }
    }

    /// Whether dates keep their place in time, as rules need them.
    pub(crate) fn keeps_dates(&self) -> bool {
        matches!(self.reader, Reader::Rules | Reader::Criteria)
    }

    /// Fails unless the grant is for this action.
    pub(crate) fn require(&self, action: Action) -> Result<()> {
        if self.action == action {
            return Ok(());
        }
        Err(StoreError::Denied(format!("this needs a grant to {action}, not to {}", self.action)))
    }
}

/// Views written down a moment ago: a viewer that reads 500 slices of one
/// series leaves one row a minute, not 500.
#[derive(Default)]
pub(crate) struct Seen(Mutex<HashMap<(UserId, Object), Instant>>);

impl Seen {
    const FOR: Duration = Duration::from_secs(60);

    fn lately(&self, account: UserId, object: Object) -> bool {
        let Ok(mut seen) = self.0.lock() else { return false };
        if seen.len() > 10_000 {
            seen.retain(|_, at| at.elapsed() < Self::FOR);
        }
        let before = seen.insert((account, object), Instant::now());
        match before {
            Some(at) if at.elapsed() < Self::FOR => {
                seen.insert((account, object), at);
                true
            }
            _ => false,
        }
    }

    fn forget(&self, account: UserId, object: Object) {
        if let Ok(mut seen) = self.0.lock() {
            seen.remove(&(account, object));
        }
    }
}

impl Store {
    /// Whether the object lies in a personal database of somebody else.
    async fn hidden_from(&self, account: UserId, object: &Object) -> Result<bool> {
        let (sql, id) = match object {
            Object::Database(id) => ("SELECT personal, owner FROM disease_database WHERE id = $1", id.0),
            Object::Case(id) => (
                "SELECT d.personal, d.owner FROM disease_case c JOIN disease_database d ON d.id = c.disease_database
                 WHERE c.id = $1",
                id.0,
            ),
            Object::Form(id) => (
                "SELECT d.personal, d.owner FROM form f JOIN disease_database d ON d.id = f.disease_database
                 WHERE f.id = $1",
                id.0,
            ),
            Object::Tag(id) => (
                "SELECT d.personal, d.owner FROM tag t JOIN disease_database d ON d.id = t.disease_database
                 WHERE t.id = $1",
                id.0,
            ),
            Object::Cohort(id) => (
                "SELECT d.personal, d.owner FROM cohort c JOIN disease_database d ON d.id = c.disease_database
                 WHERE c.id = $1",
                id.0,
            ),
            _ => return Ok(false),
        };
        let row: Option<(bool, Option<uuid::Uuid>)> =
            read!(self, pool => sqlx::query_as(sql).bind(id).fetch_optional(pool).await?);
        Ok(row.is_some_and(|(personal, owner)| personal && owner != Some(account.0)))
    }

    /// Checks that `principal` may take `action` on `object`, writes the audit
    /// row, and answers the grant. Membership is read afresh every time.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the object does not exist or lies in a
    /// project the person is no member of; [`StoreError::Denied`] when the
    /// role does not allow the action.
    pub async fn authorize(&self, principal: &Principal, action: Action, object: Object) -> Result<Grant> {
        let missing = StoreError::NotFound(object.kind());
        let Some(project) = self.project_of(&object).await? else { return Err(missing) };
        let word: Option<(String, Option<String>)> = read!(self, pool =>
            sqlx::query_as(
                "SELECT m.role, m.level FROM member m JOIN account a ON a.id = m.account
                 WHERE m.project = $1 AND m.account = $2 AND NOT a.disabled AND a.system_role = 'user'")
                .bind(project.0).bind(principal.account.0).fetch_optional(pool).await?);
        let null = serde_json::Value::Null;
        let Some((word, level)) = word else {
            self.record(principal, action.as_str(), &object, Some(project), "denied", &null).await?;
            return Err(missing);
        };
        if self.hidden_from(principal.account, &object).await? {
            self.record(principal, action.as_str(), &object, Some(project), "denied", &null).await?;
            return Err(missing);
        }
        let role: Role = stored(&word)?;
        let depth = match level {
            Some(level) => stored(&level)?,
            None => role.permission().level,
        };
        if !role.allows(action) {
            self.record(principal, action.as_str(), &object, Some(project), "denied", &null).await?;
            return Err(StoreError::Denied(format!("the role {role} does not allow to {action}")));
        }
        let quiet = action == Action::View && self.seen.lately(principal.account, object);
        if !quiet {
            let written = self.record(principal, action.as_str(), &object, Some(project), "ok", &null).await;
            written.inspect_err(|_| self.seen.forget(principal.account, object))?;
        }
        Ok(Grant {
            principal: principal.clone(),
            project,
            action,
            role,
            depth,
            at_most: DataLevel::Identified,
            reader: Reader::Person,
        })
    }
}
