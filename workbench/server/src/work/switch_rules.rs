//! A database follows other rules: read anew first, then changed as a whole.

use serde::{Deserialize, Serialize};
use workbench_core::ids::{DatabaseId, RuleSetVersionId};
use workbench_store::Grant;

use super::Tick;
use super::refill::{self, Summary};
use crate::AppError;
use crate::app::Shared;
use crate::rules::Rules;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arguments {
    pub database: DatabaseId,
    #[serde(flatten)]
    pub to: Target,
}

/// What a database shall follow.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// A published version of a rule set.
    Version(RuleSetVersionId),
    /// A shipped pack.
    Pack(String),
}

impl Target {
    pub async fn rules(&self, app: &Shared, grant: &Grant) -> Result<Rules, AppError> {
        match self {
            Self::Version(id) => Rules::version(app, app.store.ruleset_version(grant, *id).await?).await,
            Self::Pack(name) => Rules::pack(name),
        }
    }
}

pub async fn run(
    app: &Shared,
    grant: &Grant,
    arguments: &Arguments,
    tick: &Tick,
) -> Result<Summary, AppError> {
    let database = app.store.database(grant, arguments.database).await?;
    let rules = arguments.to.rules(app, grant).await?;
    refill::run(app, grant, &database, &rules, tick).await
}
