//! How often values of a field and grade have turned out right in this
//! database: shown beside the grade, once enough of them are checked.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use nlp::evaluation::FieldEvaluation;
use workbench_core::ids::DatabaseId;
use workbench_core::{FieldValue, State};
use workbench_store::{Database, Grant};

use crate::AppError;
use crate::app::Shared;

/// Checked values of a field and grade below which nothing is said.
const ENOUGH: usize = 50;
/// Counting is repeated, after checks were made, no sooner than this many times as long as it takes.
const PATIENCE: u32 = 20;

/// Checked values of a grade, and how many of them are right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Observed {
    /// Checked.
    pub n: usize,
    /// Right.
    pub correct: usize,
}

/// The counts of a database by field and upper end of the grade, in hundredths.
#[derive(Debug, Default)]
pub struct Counts(BTreeMap<(String, i64), Observed>);

/// The counts of the databases that are looked at.
#[derive(Default)]
pub struct Observations(Mutex<HashMap<DatabaseId, Kept>>);

#[derive(Clone)]
struct Kept {
    stamp: String,
    at: Instant,
    took: Duration,
    counts: Arc<Counts>,
}

fn grade(top: f64) -> i64 {
    (top * 100.0).round() as i64
}

impl Counts {
    fn of(fields: &[FieldEvaluation]) -> Self {
        let rows = fields.iter().flat_map(|field| field.buckets.iter().map(move |bucket| (field, bucket)));
        let count = |(field, bucket): (&FieldEvaluation, &nlp::evaluation::Bucket)| {
            let key = (field.variable.key.clone(), grade(bucket.confidence_to));
            (key, Observed { n: bucket.n, correct: bucket.correct })
        };
        Self(rows.map(count).filter(|(_, seen)| seen.n >= ENOUGH).collect())
    }

    /// What is known of values like this one.
    pub fn like(&self, value: &FieldValue) -> Option<Observed> {
        if matches!(value.state, State::NotMentioned | State::Conflict) {
            return None;
        }
        let (_, top) = nlp::evaluation::bucket(value.confidence);
        self.0.get(&(value.field.clone(), grade(top))).copied()
    }
}

/// The counts of a database; they may lag behind the checks by a few seconds
/// where there are very many.
pub async fn observed(app: &Shared, grant: &Grant, id: DatabaseId) -> Result<Arc<Counts>, AppError> {
    let stamp = app.store.checks_stamp(grant, id).await?;
    let kept = app.observations.0.lock().ok().and_then(|kept| kept.get(&id).cloned());
    if let Some(kept) = kept.filter(|kept| kept.stamp == stamp || kept.at.elapsed() < kept.took * PATIENCE) {
        return Ok(kept.counts);
    }
    let begin = Instant::now();
    let database: Database = app.store.database(grant, id).await?;
    let evaluation = super::evaluate(app, grant, &database, super::Against::Present).await?;
    let counts = Arc::new(Counts::of(&evaluation.fields));
    let new = Kept { stamp, at: Instant::now(), took: begin.elapsed(), counts: counts.clone() };
    if let Ok(mut kept) = app.observations.0.lock() {
        kept.insert(id, new);
    }
    Ok(counts)
}
