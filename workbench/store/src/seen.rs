//! Reports as they are seen: by their ids, and by words that stand in what is shown of them.

use std::collections::{BTreeMap, HashMap};

use workbench_core::ids::DatabaseId;
use workbench_core::{DataLevel, FieldValue};

use crate::db::{Db, read};
use crate::sight::{Seen, Sight, person};
use crate::{Grant, Result, Store};

/// Reports whose texts are in memory at a time.
pub(crate) const PAGE: usize = 500;
/// Below `identified`, so many reports that hold the words asked for are looked at, the newest first.
const CANDIDATES: usize = 5_000;

/// Report, patient, name, identifier, number, accession number, text.
type Row = (uuid::Uuid, uuid::Uuid, String, String, String, String, String);

const SEEN: &str = "SELECT r.id, r.patient, p.name, p.identifier, r.external_id, r.accession, r.text
    FROM report r JOIN patient p ON p.id = r.patient WHERE r.project = $1";

fn seen(sight: &Sight, row: &Row) -> Seen {
    let (_, patient, name, identifier, number, accession, text) = row;
    sight.see(person(*patient, name, identifier, &[number, accession]), text)
}

/// A value as it is kept, and what is needed to show it.
pub(crate) struct Kept {
    pub(crate) database: DatabaseId,
    pub(crate) patient: uuid::Uuid,
    pub(crate) name: String,
    pub(crate) identifier: String,
    pub(crate) report: Option<uuid::Uuid>,
    /// Type of its variable.
    pub(crate) kind: String,
    pub(crate) value: FieldValue,
    /// What somebody said of it.
    pub(crate) words: String,
}

impl Kept {
    /// Covers the value by the report it rests on; by what is known of the patient where there is none.
    fn cover(&mut self, sight: &Sight, seen: Option<&Seen>) {
        let nothing;
        let seen = match seen {
            Some(seen) => seen,
            None => {
                nothing = sight.see(person(self.patient, &self.name, &self.identifier, &[]), "");
                &nothing
            }
        };
        let eye = sight.eye(Some(self.database), seen);
        self.value = eye.value(&self.kind, self.value.clone());
        self.words = eye.words(&self.words);
    }
}

impl Store {
    /// The one place where values of cases are shown: dates and words are covered by the grant's level
    /// as in the report they come from, and places are those of the shown report. The order stays.
    pub(crate) async fn show_values(&self, grant: &Grant, mut kept: Vec<Kept>) -> Result<Vec<Kept>> {
        let sight = self.sight(grant).await?;
        let mut by_report: BTreeMap<Option<uuid::Uuid>, Vec<usize>> = BTreeMap::new();
        for (at, one) in kept.iter().enumerate() {
            by_report.entry(one.report).or_default().push(at);
        }
        let reports: Vec<uuid::Uuid> = by_report.keys().filter_map(|id| *id).collect();
        for page in reports.chunks(PAGE) {
            let seen = self.seen_reports(grant, &sight, page).await?;
            for report in page {
                for at in by_report.remove(&Some(*report)).unwrap_or_default() {
                    kept.get_mut(at).into_iter().for_each(|one| one.cover(&sight, seen.get(report)));
                }
            }
        }
        for at in by_report.into_values().flatten() {
            kept.get_mut(at).into_iter().for_each(|one| one.cover(&sight, None));
        }
        Ok(kept)
    }

    /// The texts of these reports as they are shown; empty at level `identified`, where places stay.
    pub(crate) async fn seen_reports(
        &self,
        grant: &Grant,
        sight: &Sight,
        ids: &[uuid::Uuid],
    ) -> Result<HashMap<uuid::Uuid, Seen>> {
        if sight.level() == DataLevel::Identified || ids.is_empty() {
            return Ok(HashMap::new());
        }
        let sql = format!("{SEEN} AND r.id IN ({})", self.literals(ids));
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).fetch_all(pool).await?);
        Ok(rows.iter().map(|row| (row.0, seen(sight, row))).collect())
    }

    /// A condition on report `r` that holds where the words stand in what the level shows of its
    /// text; `None` where everything is shown. What is covered is never found.
    pub(crate) async fn words_shown(
        &self,
        grant: &Grant,
        sight: &Sight,
        q: &str,
        pattern: &str,
    ) -> Result<Option<String>> {
        if sight.level() == DataLevel::Identified || q.is_empty() {
            return Ok(None);
        }
        let sql = format!(
            "{SEEN} AND LOWER(r.text) LIKE LOWER($2) ESCAPE '!' AND r.id < $3 ORDER BY r.id DESC LIMIT $4"
        );
        let words = q.to_lowercase();
        let (mut found, mut looked, mut before) = (Vec::new(), 0, uuid::Uuid::max());
        while looked < CANDIDATES {
            let rows: Vec<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
                .bind(grant.project().0).bind(pattern).bind(before).bind(PAGE as i64).fetch_all(pool).await?);
            let Some(last) = rows.last() else { break };
            (looked, before) = (looked + rows.len(), last.0);
            let held = rows.iter().filter(|row| seen(sight, row).text().to_lowercase().contains(&words));
            found.extend(held.map(|row| row.0));
            tokio::task::yield_now().await;
        }
        let listed = self.literals(&found);
        Ok(Some(if found.is_empty() { "FALSE".to_owned() } else { format!("r.id IN ({listed})") }))
    }

    /// Ids as the database writes them.
    pub(crate) fn literals(&self, ids: &[uuid::Uuid]) -> String {
        let word = |id: &uuid::Uuid| match self.db {
            Db::Sqlite { .. } => format!("x'{}'", id.simple()),
            Db::Postgres(_) => format!("'{id}'::uuid"),
        };
        ids.iter().map(word).collect::<Vec<_>>().join(",")
    }
}
