//! What several people said of the same value.

use std::collections::BTreeMap;

use sqlx::types::Json;
use workbench_core::FieldValue;
use workbench_core::ids::{DatabaseId, ReportId, UserId};

use super::{CheckVerdict, Checker};
use crate::db::read;
use crate::error::stored;
use crate::{Grant, Result, Store};

/// What several people said of one value: each one's last word.
pub type Opinions = BTreeMap<(ReportId, String), BTreeMap<Checker, (CheckVerdict, FieldValue)>>;

impl Store {
    /// Values on which at least two people have given a verdict.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn opinions(&self, grant: &Grant, database: DatabaseId) -> Result<Opinions> {
        type Said = (uuid::Uuid, String, uuid::Uuid, String, String, Json<FieldValue>);
        let rows: Vec<Said> = read!(self, pool => sqlx::query_as(
            "SELECT k.report, k.variable, k.account, a.name, k.verdict, k.value FROM value_check k
             JOIN account a ON a.id = k.account JOIN disease_database d ON d.id = k.disease_database
             WHERE d.id = $1 AND d.project = $2 AND k.undone IS NULL AND EXISTS (SELECT 1 FROM value_check o
                WHERE o.disease_database = k.disease_database AND o.report = k.report AND o.variable = k.variable
                AND o.account <> k.account AND o.undone IS NULL) ORDER BY k.at, k.id")
            .bind(database.0).bind(grant.project().0).fetch_all(pool).await?);
        let mut opinions = Opinions::new();
        for (report, variable, account, name, verdict, value) in rows {
            let by = Checker { id: UserId(account), name };
            let said = (stored(&verdict)?, value.0);
            opinions.entry((ReportId(report), variable)).or_default().insert(by, said);
        }
        Ok(opinions)
    }
}
