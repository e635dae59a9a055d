//! `workbench search`: criteria from a file, cases as JSON.

use std::path::PathBuf;

use cohorts::{Criteria, Index};
use workbench_core::{Action, DataLevel};

use super::{Data, operator, print};
use crate::AppError;
use crate::criteria::Checked;
use crate::work::index::place;

/// Searches a disease database and prints JSON:
///   {"total": cases found,
///    "ids": [patient identifier of each case shown],
///    "hits": [{"id", "case", "highlights": [{"leaf", "report", "section", "start", "end"}]}],
///    "leaves": [{"leaf", "text", "count": cases that satisfy it by itself, "read": texts read to know}],
///    "lines": [{"name", "kind": "include"|"exclude", "count": cases that satisfy the line, "left": cases left after it,
///               "excluded": cases it removed}]}
/// Leaves are numbered depth first from 0; start and end are code points of the untouched report, end excluded.
/// `lines` are the named lines of {"lines": […]}, or the parts of an outermost {"all": […]}, else the whole as one. With --explain also "description_zh" and
/// "description_en". Criteria that are not understood end with exit code 2 and the place of the fault.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Search {
    #[command(flatten)]
    data: Data,
    /// Name of the disease database
    #[arg(long)]
    database: String,
    /// Title of its project; needed when several projects have a database of this name
    #[arg(long)]
    project: Option<String>,
    /// JSON file; `-` for standard input
    #[arg(long)]
    criteria: PathBuf,
    #[arg(long, default_value_t = 100)]
    limit: usize,
    /// Also the criteria as a sentence and what each leaf cost
    #[arg(long)]
    explain: bool,
}

impl Search {
    pub async fn run(self) -> Result<(), AppError> {
        let text = training::cli::read(&self.criteria)?;
        let text = String::from_utf8(text).map_err(|_| AppError::bad("the criteria are not UTF-8"))?;
        let criteria = Criteria::from_json(&text)?;
        let app = self.data.existing().await?;
        let titles = app.store.projects_with_database(&self.database).await?;
        let title = match (self.project, titles.as_slice()) {
            (Some(title), _) => title,
            (None, [one]) => one.clone(),
            (None, []) => return Err(AppError::bad(format!("there is no database `{}`", self.database))),
            (None, several) => {
                return Err(AppError::bad(format!("name the --project: {}", several.join(", "))));
            }
        };
        let grant = operator::grant_existing(&app, &title, Action::View).await?;
        let database =
            app.store.databases(&grant).await?.into_iter().find(|database| database.name == self.database);
        let database = database
            .ok_or_else(|| AppError::bad(format!("`{title}` has no database `{}`", self.database)))?;
        let valid = Checked::of(&app, &grant, &criteria.to_json(), &database).await?.valid;
        let level = grant.level().max(DataLevel::Deidentified);
        let found = Index::open(&app.index_dir(database.id, level))?.search(&valid, self.limit, 0)?;
        let cases = app.store.cases(&grant, database.id).await?;
        app.store.close().await;
        let identifier = |case: &str| {
            let case = cases.iter().find(|row| row.id.to_string() == case)?;
            Some(case.patient.identifier.clone().unwrap_or_else(|| case.patient.label.clone()))
        };
        let ids: Vec<_> = found.hits.iter().map(|hit| identifier(&hit.case_id)).collect();
        let hits: Vec<_> =
            found.hits.iter().zip(&ids).map(|(hit, id)| hit_view(hit, id.as_deref())).collect();
        let mut answer = serde_json::json!({
            "total": found.total, "ids": ids, "hits": hits, "leaves": found.leaves, "lines": found.lines,
        });
        if self.explain {
            answer["description_zh"] = criteria.describe_zh().into();
            answer["description_en"] = criteria.describe_en().into();
        }
        print(&format!("{answer:#}"))
    }
}

/// A hit with its highlights by report, in code points of the untouched text.
fn hit_view(hit: &cohorts::index::Hit, id: Option<&str>) -> serde_json::Value {
    let mark = |highlight: &cohorts::index::Highlight| {
        let (report, span) = place(highlight)?;
        Some(serde_json::json!({
            "leaf": highlight.leaf, "report": report, "section": highlight.section,
            "start": span.start, "end": span.end,
        }))
    };
    let marks: Vec<_> = hit.highlights.iter().filter_map(mark).collect();
    serde_json::json!({"id": id, "case": hit.case_id, "highlights": marks})
}
