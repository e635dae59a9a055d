//! What a draft would change in a database: both rule sets read every report,
//! in memory, and no value is touched.

pub mod diff;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use workbench_core::DataLevel;
use workbench_core::ids::{DatabaseId, RuleSetId};
use workbench_store::{DatabaseName, Grant, NewDryRun, ReportQuery, StoreError};

use self::diff::{Diff, FieldChange};
use super::{Tick, refill};
use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;
use crate::rules::{self, Rules, check};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arguments {
    pub ruleset: RuleSetId,
    /// Names the state of the draft.
    pub etag: String,
    pub database: DatabaseId,
}

/// What would change, in numbers.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DryRun {
    pub database: DatabaseName,
    pub base: RulesTried,
    pub draft: RulesTried,
    pub reports: usize,
    pub took_ms: u64,
    pub fields: Vec<FieldChange>,
}

/// One side of a comparison.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RulesTried {
    pub version: String,
    pub hash: String,
}

/// The numbers, and examples as far as everybody in the project may see them:
/// a job's result is read by all its members.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    #[serde(flatten)]
    pub run: DryRun,
    pub examples: Vec<workbench_store::ChangeExample>,
}

fn tried(rules: &nlp::rules::RuleSet) -> RulesTried {
    RulesTried { version: rules.version().to_owned(), hash: rules.hash().to_string() }
}

pub async fn run(
    app: &Shared,
    grant: &Grant,
    arguments: &Arguments,
    tick: &Tick,
) -> Result<Summary, AppError> {
    let begin = std::time::Instant::now();
    let database = app.store.database(grant, arguments.database).await?;
    let base = Rules::of(app, grant, &database).await?;
    let draft = draft(app, grant, arguments).await?;
    let total = app.store.count_reports(grant, &ReportQuery::default()).await?;
    tick.stage("试运行 trying the draft", total);
    let mut diff = Diff::new(&base.variables(), &draft.variables());
    // a draft is not to find what its author may not see
    let reader = grant.for_rules();
    let (mut reports, mut after) = (0, None);
    loop {
        let query = ReportQuery { after, limit: refill::PAGE, ..ReportQuery::default() };
        let page = app.store.reports(&reader, &query).await?;
        let Some(last) = page.last().map(|report| report.id) else { break };
        (reports, after) = (reports + page.len(), Some(last));
        let (base, draft, tick) = (base.clone(), draft.clone(), tick.clone());
        diff = on_thread(move || {
            let both: Vec<_> = page
                .par_iter()
                .map(|report| {
                    tick.step()?;
                    Ok((base.read(report), rules::read(&draft, report)))
                })
                .collect::<Result<_, AppError>>()?;
            page.iter().zip(&both).for_each(|(report, (old, new))| diff.add(report, old, new));
            Ok(diff)
        })
        .await?;
    }
    let (fields, examples) = diff.end();
    let run = DryRun {
        database: DatabaseName { id: database.id, name: database.name },
        base: tried(&base.set),
        draft: tried(&draft),
        reports,
        took_ms: u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX),
        fields,
    };
    let (database, etag) = (arguments.database, arguments.etag.clone());
    let new = NewDryRun { database, etag, result: serde_json::json!(run), examples };
    app.store.keep_dry_run(grant, arguments.ruleset, &new).await?;
    let everybody = grant.no_deeper_than(DataLevel::Deidentified);
    let examples = app.store.change_examples(&everybody, new.database, new.examples).await?;
    Ok(Summary { run, examples })
}

/// The draft as it was when the try was asked for.
async fn draft(app: &Shared, grant: &Grant, arguments: &Arguments) -> Result<nlp::rules::RuleSet, AppError> {
    let (row, draft, _) = app.store.ruleset(grant, arguments.ruleset).await?;
    if draft.etag != arguments.etag {
        return Err(StoreError::Stale("rule set").into());
    }
    let terms = rules::terms(app, grant).await?;
    let (found, set) = on_thread(move || Ok(check::check(&draft.source, &terms, Some(&row.key)))).await?;
    let first = found.diagnostics.iter().find(|found| found.severity == "error");
    set.filter(|_| first.is_none()).ok_or_else(|| {
        let place = first.map(|found| format!("{}:{}: {}", found.line, found.column, found.message_en));
        let place_zh =
            first.map(|found| format!("第 {} 行第 {} 列：{}", found.line, found.column, found.message_zh));
        AppError::bad(format!("the draft has errors: {}", place.unwrap_or_default()))
            .zh(format!("草稿有错误：{}", place_zh.unwrap_or_default()))
    })
}
