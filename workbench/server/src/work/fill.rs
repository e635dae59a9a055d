//! A database is filled by the rules that it follows, or made.

use serde::{Deserialize, Serialize};
use workbench_core::ids::{DatabaseId, RuleSetVersionId};
use workbench_store::{Database, Grant, NewDatabase, RulesOf};

use super::refill::{self, Summary};
use super::{Tick, model_fill};
use crate::AppError;
use crate::app::Shared;
use crate::records::children;
use crate::rules::Rules;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arguments {
    pub database: DatabaseId,
    /// Whether a configured model may fill what the rules leave empty.
    #[serde(default)]
    pub model: bool,
}

impl Arguments {
    /// By rules alone.
    pub fn rules_only(database: DatabaseId) -> Self {
        Self { database, model: false }
    }
}

pub async fn run(
    app: &Shared,
    grant: &Grant,
    arguments: &Arguments,
    tick: &Tick,
) -> Result<Summary, AppError> {
    let database = app.store.database(grant, arguments.database).await?;
    fillable(&database)?;
    let rules = Rules::of(app, grant, &database).await?;
    let summary = refill::run(app, grant, &database, &rules, tick).await?;
    if arguments.model {
        let wanted = model_fill::Arguments { database: arguments.database, fields: Vec::new() };
        model_fill::run(app, grant, &wanted, tick).await?;
    }
    Ok(summary)
}

/// What a database is made of.
pub enum Source {
    /// A shipped pack.
    Pack(String),
    /// A published version of the project's.
    Version(RuleSetVersionId),
    /// Nothing: people add its fields.
    Nothing,
    /// Cases of another database for which criteria hold.
    Parent(DatabaseId, serde_json::Value),
}

/// Fails for a database that no rules fill.
pub fn fillable(database: &Database) -> Result<(), AppError> {
    if database.parent.is_some() {
        return Err(AppError::bad("a child database shows its parent's values; fill the parent")
            .zh("子库直接显示上级库的值，请在上级库中提取"));
    }
    if database.pack.is_empty() && database.ruleset_version.is_none() {
        return Err(AppError::bad("no rules fill this database; people enter or import its values")
            .zh("该库没有规则集，请录入或导入数据"));
    }
    Ok(())
}

/// Makes a database, open to the project or seen by its maker alone.
pub async fn make(
    app: &Shared,
    grant: &Grant,
    name: &str,
    source: Source,
    personal: bool,
) -> Result<DatabaseId, AppError> {
    let none = RulesOf { pack: String::new(), version: String::new(), ruleset_version: None };
    let (rules, variables, parent) = match source {
        Source::Pack(pack) => {
            let rules = Rules::pack(&pack)?;
            let variables = rules.variables();
            (rules.of, variables, None)
        }
        Source::Version(version) => {
            let rules = Rules::version(app, app.store.ruleset_version(grant, version).await?).await?;
            let variables = rules.variables();
            (rules.of, variables, None)
        }
        Source::Nothing => (none, Vec::new(), None),
        Source::Parent(parent, criteria) => {
            let fields = app.store.database(grant, parent).await?.variables;
            children::checked(&criteria, &fields)?;
            (none, Vec::new(), Some((parent, criteria)))
        }
    };
    let new = NewDatabase { name, rules, variables: &variables, parent, personal };
    Ok(app.store.make_database(grant, &new).await?)
}

/// Makes a database of a shipped pack.
pub async fn create(app: &Shared, grant: &Grant, name: &str, pack: &str) -> Result<DatabaseId, AppError> {
    make(app, grant, name, Source::Pack(pack.to_owned()), false).await
}
