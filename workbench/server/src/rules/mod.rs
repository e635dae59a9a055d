//! Rule sets as the server uses them: found by what a database follows, compiled once.

pub mod check;
pub mod head;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use nlp::rules::{Meta, Order, RuleSet, Terms};
use workbench_core::{FieldValue, Variable};
use workbench_store::{Database, FrozenTerms, Grant, Report, RuleSetVersion, RulesOf};

use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;

pub use check::RuleCheck;

/// Compiled versions by their hash.
#[derive(Default)]
pub struct Compiled(Mutex<HashMap<String, RuleSet>>);

/// More versions than this are not in use at one time.
const KEPT: usize = 32;

impl Compiled {
    fn get(&self, hash: &str) -> Option<RuleSet> {
        self.0.lock().ok()?.get(hash).cloned()
    }

    fn keep(&self, hash: String, rules: &RuleSet) {
        if let Ok(mut kept) = self.0.lock() {
            if kept.len() >= KEPT {
                kept.clear();
            }
            kept.insert(hash, rules.clone());
        }
    }
}

/// Rules with the name under which a database follows them.
#[derive(Clone)]
pub struct Rules {
    pub of: RulesOf,
    pub set: RuleSet,
}

impl Rules {
    /// The rules of a shipped pack.
    pub fn pack(name: &str) -> Result<Self, AppError> {
        let found = nlp::rules::find(name).ok_or_else(|| {
            let known: Vec<_> = nlp::rules::shipped().iter().map(RuleSet::id).collect();
            AppError::bad(format!("there is no rule pack `{name}`; there are {}", known.join(", ")))
                .zh(format!("没有名为“{name}”的规则包；现有：{}", known.join("、")))
        })?;
        let of = RulesOf {
            pack: found.id().to_owned(),
            version: found.version().to_owned(),
            ruleset_version: None,
        };
        Ok(Self { of, set: found.clone() })
    }

    /// The rules of a published version, from its stored source and terms.
    pub async fn version(app: &Shared, version: RuleSetVersion) -> Result<Self, AppError> {
        let of = RulesOf {
            pack: version.key.clone(),
            version: version.head.version.clone(),
            ruleset_version: Some(version.head.id),
        };
        if let Some(set) = app.rules.get(&version.head.hash) {
            return Ok(Self { of, set });
        }
        let hash = version.head.hash.clone();
        let (set, problems) =
            on_thread(move || Ok(RuleSet::parse(&version.source, &Terms::new(version.terms)))).await?;
        let set = set.ok_or_else(|| {
            let first = problems.first().map(ToString::to_string).unwrap_or_default();
            AppError::bad(format!("the published version {} no longer compiles: {first}", of.version))
                .zh(format!("已发布的 {} 版无法编译：{first}", of.version))
        })?;
        app.rules.keep(hash, &set);
        Ok(Self { of, set })
    }

    /// The rules that fill a database.
    pub async fn of(app: &Shared, grant: &Grant, database: &Database) -> Result<Self, AppError> {
        match database.ruleset_version {
            Some(id) => Self::version(app, app.store.ruleset_version(grant, id).await?).await,
            None => Self::pack(&database.pack),
        }
    }

    pub fn variables(&self) -> Vec<Variable> {
        self.set.variables()
    }

    /// Whether people of a project wrote them.
    pub fn own(&self) -> bool {
        self.of.ruleset_version.is_some()
    }

    /// The grant with which reports are got for these rules: shipped ones read the untouched text,
    /// those of a project what their person may see.
    pub fn reader(&self, grant: &Grant) -> Grant {
        if self.own() { grant.for_rules() } else { grant.whole() }
    }

    /// What they say of a report as it was got, one value a variable.
    pub fn say(&self, report: &Report) -> Vec<FieldValue> {
        self.set.extract(&order(report))
    }

    /// The values of a report as they are kept: places are those of the untouched text.
    pub fn read(&self, report: &Report) -> Vec<FieldValue> {
        read(&self.set, report)
    }
}

/// What fills a database, as its row says.
pub fn followed(database: &Database) -> RulesOf {
    RulesOf {
        pack: database.pack.clone(),
        version: database.pack_version.clone(),
        ruleset_version: database.ruleset_version,
    }
}

/// The values of a report as they are kept.
pub fn read(rules: &RuleSet, report: &Report) -> Vec<FieldValue> {
    rules.extract(&order(report)).into_iter().map(|value| report.shown.kept(value)).collect()
}

/// A report with what is known of it besides its text.
fn order(report: &Report) -> Order<'_> {
    let meta = Meta {
        sex: report.patient.sex.clone(),
        age: report.age.clone(),
        exam_date: report.exam_date.clone(),
        modality: report.modality.clone(),
        body_part: report.body_part.clone(),
    };
    Order { text: report.text(), lang: None, meta }
}

/// A project's dictionary for the rules engine.
pub async fn terms(app: &Shared, grant: &Grant) -> Result<Arc<FrozenTerms>, AppError> {
    Ok(Arc::new(app.store.terms(grant).await?))
}
