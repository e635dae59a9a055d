//! A database is filled by the rules that it follows, or made.

use serde::{Deserialize, Serialize};
use workbench_core::ids::{DatabaseId, RuleSetVersionId};
use workbench_store::Grant;

use super::refill::{self, Summary};
use super::{Tick, model_fill};
use crate::AppError;
use crate::app::Shared;
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
    let rules = Rules::of(app, grant, &database).await?;
    let summary = refill::run(app, grant, &database, &rules, tick).await?;
    if arguments.model {
        let wanted = model_fill::Arguments { database: arguments.database, fields: Vec::new() };
        model_fill::run(app, grant, &wanted, tick).await?;
    }
    Ok(summary)
}

/// Makes a database of a shipped pack.
pub async fn create(app: &Shared, grant: &Grant, name: &str, pack: &str) -> Result<DatabaseId, AppError> {
    let rules = Rules::pack(pack)?;
    Ok(app.store.create_database_of(grant, name, &rules.of, &rules.variables()).await?)
}

/// Makes a database of a published version.
pub async fn create_of_version(
    app: &Shared,
    grant: &Grant,
    name: &str,
    version: RuleSetVersionId,
) -> Result<DatabaseId, AppError> {
    let rules = Rules::version(app, app.store.ruleset_version(grant, version).await?).await?;
    Ok(app.store.create_database_of(grant, name, &rules.of, &rules.variables()).await?)
}
