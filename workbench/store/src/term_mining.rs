//! The run that reads all reports for words no dictionary knows; a run
//! that was broken off goes on where it stood.

use std::collections::BTreeMap;

use sqlx::types::Json;
use workbench_core::Action;
use workbench_core::ids::{DatabaseId, ReportId};

use crate::audit::audit_in;
use crate::authz::Object;
use crate::db::{hold, new_id, now, write_tx};
use crate::{Grant, Result, Store, StoreError, TermExample};

/// Examples kept of a word.
const EXAMPLES: usize = 5;

/// What a page of reports adds to a word.
#[derive(Clone, Debug, Default)]
pub struct Sighting {
    /// How often.
    pub count: i64,
    /// In how many reports.
    pub reports: i64,
    /// Some places.
    pub examples: Vec<TermExample>,
}

/// Where a mining run stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mining {
    run: uuid::Uuid,
    /// The last report that was read.
    pub after: ReportId,
    /// Reports read so far.
    pub done: i64,
}

const KEEP: &str = "INSERT INTO unknown_term (id, project, term, run, seen, reports, examples, state, updated)
    VALUES ($1,$2,$3,$4,$5,$6,$7,'new',$8) ON CONFLICT (project, term) DO UPDATE SET run = excluded.run,
    seen = excluded.seen, reports = excluded.reports, examples = excluded.examples, updated = excluded.updated";

/// The run was broken off over the same reports.
const GOES_ON: &str = "term_mining.ended IS NULL AND
    COALESCE(term_mining.disease_database, $4) = COALESCE(excluded.disease_database, $4)";

impl Store {
    /// Takes up the run over the project's reports that was broken off, or begins a new one.
    ///
    /// # Errors
    /// When the grant is not to edit.
    pub async fn begin_mining(&self, grant: &Grant, database: Option<DatabaseId>) -> Result<Mining> {
        grant.require(Action::Edit)?;
        if let Some(database) = database {
            self.database(grant, database).await?;
        }
        let (run, database) = (new_id::<uuid::Uuid>(), database.map(|id| id.0));
        let object = Object::Project(grant.project());
        let (run, after, done): (uuid::Uuid, uuid::Uuid, i64) = write_tx!(self, tx => {
            hold!(tx, grant.project());
            let sql = format!("INSERT INTO term_mining (project, disease_database, run, after_report, done)
                 VALUES ($1,$2,$3,$4,0) ON CONFLICT (project) DO UPDATE SET disease_database = excluded.disease_database,
                 run = CASE WHEN {GOES_ON} THEN term_mining.run ELSE excluded.run END,
                 after_report = CASE WHEN {GOES_ON} THEN term_mining.after_report ELSE excluded.after_report END,
                 done = CASE WHEN {GOES_ON} THEN term_mining.done ELSE 0 END, ended = NULL
                 RETURNING run, after_report, done");
            let found = sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
                .bind(grant.project().0).bind(database).bind(run).bind(uuid::Uuid::nil())
                .fetch_one(&mut *tx).await?;
            audit_in!(self, tx, grant, object, serde_json::json!({"mine_terms": database}));
            found
        });
        Ok(Mining { run, after: ReportId(after), done })
    }

    /// Adds what a page of reports holds and moves on, in one transaction.
    ///
    /// # Errors
    /// When another run has begun since.
    pub async fn keep_sightings(
        &self,
        grant: &Grant,
        mining: &mut Mining,
        page: &BTreeMap<String, Sighting>,
        last: ReportId,
        reports: usize,
    ) -> Result<()> {
        grant.require(Action::Edit)?;
        let done = mining.done + i64::try_from(reports).unwrap_or(0);
        write_tx!(self, tx => {
            let moved = sqlx::query("UPDATE term_mining SET after_report = $3, done = $4 WHERE project = $1 AND run = $2
                AND after_report = $5 AND ended IS NULL")
                .bind(grant.project().0).bind(mining.run).bind(last.0).bind(done).bind(mining.after.0)
                .execute(&mut *tx).await?;
            if moved.rows_affected() == 0 {
                return Err(StoreError::refused("another run reads the terms of this project", "本课题正由另一任务提取新词"));
            }
            for (term, new) in page {
                let old: Option<(uuid::Uuid, i64, i64, Json<Vec<TermExample>>)> = sqlx::query_as(
                    "SELECT run, seen, reports, examples FROM unknown_term WHERE project = $1 AND term = $2")
                    .bind(grant.project().0).bind(term).fetch_optional(&mut *tx).await?;
                let (seen, held, mut examples) = match old.filter(|(run, ..)| *run == mining.run) {
                    Some((_, seen, held, examples)) => (seen, held, examples.0),
                    None => (0, 0, Vec::new()),
                };
                examples.extend(new.examples.iter().cloned());
                examples.truncate(EXAMPLES);
                sqlx::query(KEEP).bind(new_id::<uuid::Uuid>()).bind(grant.project().0).bind(term).bind(mining.run)
                    .bind(seen + new.count).bind(held + new.reports).bind(Json(&examples)).bind(now())
                    .execute(&mut *tx).await?;
            }
        });
        (mining.after, mining.done) = (last, done);
        Ok(())
    }

    /// Ends a run: new words that it has not seen go, ignored and added ones stay.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_mining(&self, grant: &Grant, mining: &Mining) -> Result<()> {
        grant.require(Action::Edit)?;
        write_tx!(self, tx => {
            let ended = sqlx::query("UPDATE term_mining SET ended = $3 WHERE project = $1 AND run = $2 AND ended IS NULL")
                .bind(grant.project().0).bind(mining.run).bind(now()).execute(&mut *tx).await?;
            if ended.rows_affected() > 0 {
                sqlx::query("DELETE FROM unknown_term WHERE project = $1 AND run <> $2 AND state = 'new'")
                    .bind(grant.project().0).bind(mining.run).execute(&mut *tx).await?;
            }
        });
        Ok(())
    }
}
