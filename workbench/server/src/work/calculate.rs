//! Calculated values of a database are computed anew, since a formula has changed.

use serde::{Deserialize, Serialize};
use workbench_core::ids::DatabaseId;
use workbench_store::Grant;

use super::Tick;
use crate::AppError;
use crate::app::Shared;
use crate::records::calculate;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arguments {
    pub database: DatabaseId,
    /// Version of the dictionary whose formulas are new, so that a later change is a job of its own.
    pub dictionary: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// Value rows that are new or ended.
    pub changed: u64,
}

pub async fn run(
    app: &Shared,
    grant: &Grant,
    arguments: &Arguments,
    tick: &Tick,
) -> Result<Summary, AppError> {
    tick.stage("计算字段 calculating fields", 0);
    let changed = calculate::all(app, grant, arguments.database).await?;
    if changed > 0 {
        super::index::rebuild(app, grant, arguments.database, tick).await?;
    }
    calculate::after(app, grant, arguments.database).await?;
    Ok(Summary { changed })
}
