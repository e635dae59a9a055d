//! Agreement of two people who checked the same values (Cohen 1960).

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Label, Rate};

/// What two people said of one value of one report.
#[derive(Clone, Debug)]
pub struct Opinion<'a> {
    /// Key of the variable.
    pub field: &'a str,
    /// What the first says; `None` for "wrong, and I do not say what is right".
    pub first: Option<Label>,
    /// What the second says.
    pub second: Option<Label>,
}

/// How well two people agree.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Agreement {
    /// Values that both judged.
    pub n: usize,
    /// On which they say the same.
    pub same: Rate,
    /// Cohen's kappa over what they say; null when chance alone would always agree.
    pub kappa: Option<f64>,
}

/// Agreement over any number of fields. Agreement by chance is counted within
/// each field and added up: answers of different variables are no alternatives
/// of each other. κ = (Σ nᵢ·poᵢ − Σ nᵢ·peᵢ) / (Σ nᵢ − Σ nᵢ·peᵢ).
pub fn agreement(opinions: &[Opinion]) -> Agreement {
    let mut fields: BTreeMap<&str, BTreeMap<String, [usize; 2]>> = BTreeMap::new();
    let mut same = 0;
    for opinion in opinions {
        let names = [name(opinion.first.as_ref()), name(opinion.second.as_ref())];
        same += usize::from(names[0] == names[1]);
        let counts = fields.entry(opinion.field).or_default();
        let [first, second] = names;
        counts.entry(first).or_default()[0] += 1;
        counts.entry(second).or_default()[1] += 1;
    }
    let by_chance: f64 = fields
        .values()
        .map(|counts| {
            let n: usize = counts.values().map(|[first, _]| first).sum();
            counts.values().map(|[a, b]| (a * b) as f64).sum::<f64>() / n.max(1) as f64
        })
        .sum();
    let n = opinions.len();
    let room = n as f64 - by_chance;
    let kappa = (n > 0 && room > 1e-9).then(|| (same as f64 - by_chance) / room);
    Agreement { n, same: Rate::new(same, n), kappa }
}

fn name(label: Option<&Label>) -> String {
    label.map_or_else(|| "?".to_owned(), |label| format!("={}", label.name()))
}
