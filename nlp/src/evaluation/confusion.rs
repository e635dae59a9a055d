//! What was said against what was found, for variables with few answers.

use serde::Serialize;
use workbench_core::Variable;
use workbench_core::value::VariableType;

use super::Label;

/// The name of the row and column of values that are not mentioned.
const NOT_MENTIONED: &str = "未提及";
/// More answers than this are no table that a person reads.
const MAX_LABELS: usize = 60;

/// A table of counts: `counts[checked][predicted]`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Confusion {
    /// Names of rows and columns; the last is what is not mentioned.
    pub labels: Vec<String>,
    /// Rows: checked; columns: predicted.
    pub counts: Vec<Vec<usize>>,
}

impl Confusion {
    /// The table for a variable with a list of answers; `None` for others.
    pub(super) fn of(variable: &Variable, pairs: &[(Label, Label)]) -> Option<Self> {
        let mut labels = match variable.kind {
            VariableType::Bool => vec!["true".to_owned(), "false".to_owned()],
            VariableType::Enum | VariableType::Ordinal => variable.options.clone(),
            _ => return None,
        };
        for label in pairs.iter().flat_map(|(truth, got)| [truth, got]) {
            let name = label.name();
            if label.mentioned() && labels.len() < MAX_LABELS && !labels.contains(&name) {
                labels.push(name);
            }
        }
        let absent = labels.len();
        let index = |label: &Label| {
            let name = label.name();
            if label.mentioned() { labels.iter().position(|known| *known == name) } else { Some(absent) }
        };
        let mut counts = vec![vec![0; absent + 1]; absent + 1];
        for (truth, got) in pairs {
            let cell =
                index(truth).zip(index(got)).and_then(|(row, column)| counts.get_mut(row)?.get_mut(column));
            if let Some(cell) = cell {
                *cell += 1;
            }
        }
        labels.push(NOT_MENTIONED.to_owned());
        Some(Self { labels, counts })
    }

    /// The mean F1 over the answers that were checked or predicted at least
    /// once; what is not mentioned is no class. `None` without any.
    pub(super) fn macro_f1(&self) -> Option<f64> {
        let classes = self.counts.len().saturating_sub(1);
        let mut scores = Vec::new();
        for (class, row) in self.counts.iter().enumerate().take(classes) {
            let hits = row.get(class).copied().unwrap_or(0);
            let checked: usize = row.iter().sum();
            let predicted: usize = self.counts.iter().filter_map(|row| row.get(class)).sum();
            if checked + predicted > 0 {
                scores.push(2.0 * hits as f64 / (checked + predicted) as f64);
            }
        }
        (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64)
    }
}
