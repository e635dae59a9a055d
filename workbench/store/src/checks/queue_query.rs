//! What is asked of the queue, and the parts of SQL that answer it.

use crate::Result;

/// Which reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueueState {
    /// Those with a value that nobody has checked.
    #[default]
    Open,
    /// Those where every value is checked.
    Done,
    /// Every one.
    All,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueueOrder {
    /// Contradictions first, then the lowest grade of what is not checked.
    #[default]
    Risk,
    /// Newest examination first.
    Date,
}

/// What is listed.
#[derive(Clone, Debug, Default)]
pub struct QueueQuery {
    /// Which reports.
    pub state: QueueState,
    /// In which order.
    pub order: QueueOrder,
    /// Only by the values of this variable; all when empty.
    pub field: String,
    /// Words of the text, or the number of the report or patient.
    pub q: String,
    /// Rows before the first.
    pub offset: i64,
    /// At most this many.
    pub limit: i64,
}

impl QueueState {
    pub(super) fn condition(self) -> &'static str {
        match self {
            Self::Open => "s.open > 0",
            Self::Done => "s.open = 0",
            Self::All => "TRUE",
        }
    }
}

impl QueueOrder {
    pub(super) fn by(self) -> &'static str {
        match self {
            Self::Risk => {
                "CASE WHEN s.conflicts > 0 THEN 0 ELSE 1 END, COALESCE(s.lowest, 2), r.exam_date DESC, r.id"
            }
            Self::Date => "r.exam_date DESC, r.id",
        }
    }

    /// The same, whatever of it is checked already: so that going on from a
    /// report whose checks change its risk still leads through the queue once.
    pub(super) fn by_all(self) -> &'static str {
        match self {
            Self::Risk => "s.any_conflict DESC, COALESCE(s.any_lowest, 2), r.exam_date DESC, r.id",
            Self::Date => "r.exam_date DESC, r.id",
        }
    }
}

/// The kept sums of a database, or those of one variable `$2`.
pub(super) fn sums(field: &str) -> &'static str {
    let kept = "SELECT * FROM check_queue WHERE disease_database = $1 AND $2 = ''";
    if field.is_empty() { kept } else { super::weigh::sums!("AND v.variable = $2") }
}

/// `$3` words or empty, `$4` their pattern, `$5` whether numbers of patients may be asked for.
pub(super) const WORDS: &str = "($3 = '' OR LOWER(r.text) LIKE LOWER($4) ESCAPE '!'
    OR ($5 = 1 AND (r.external_id = $3 OR p.identifier = $3 OR p.name = $3)))";

pub(super) fn pattern(q: &str) -> Result<String> {
    if q.chars().count() > 200 || q.contains('\0') {
        return Err(crate::StoreError::bad("search for at most 200 characters", "检索词不得超过 200 字"));
    }
    Ok(format!("%{}%", q.replace('!', "!!").replace('%', "!%").replace('_', "!_")))
}
