//! The evaluation as a table, a row a field.

use nlp::evaluation::{FieldEvaluation, Rate};

use super::Evaluation;

const HEADER: [&str; 33] = [
    "field",
    "name_zh",
    "name_en",
    "type",
    "n",
    "mentioned",
    "correct",
    "accuracy",
    "accuracy_low",
    "accuracy_high",
    "tp",
    "fp",
    "fn",
    "tn",
    "precision",
    "precision_low",
    "precision_high",
    "recall",
    "recall_low",
    "recall_high",
    "f1",
    "f1_low",
    "f1_high",
    "macro_f1",
    "numbers",
    "exact",
    "within_1mm",
    "within_10pct",
    "bias",
    "sd",
    "loa_low",
    "loa_high",
    "ruleset",
];

/// UTF-8 with a byte order mark, as spreadsheets need it. What is not known is empty, not 0.
pub fn csv(evaluation: &Evaluation) -> Vec<u8> {
    let mut out = csv::Writer::from_writer(vec![0xEF, 0xBB, 0xBF]);
    let _ = out.write_record(HEADER);
    for field in &evaluation.fields {
        let mut cells = row(field);
        cells.push(format!("{} {}", evaluation.ruleset.version, evaluation.ruleset.hash).trim().to_owned());
        let _ = out.write_record(cells.iter().map(|cell| crate::api::disarm(cell)));
    }
    out.into_inner().unwrap_or_default()
}

fn row(field: &FieldEvaluation) -> Vec<String> {
    let variable = &field.variable;
    let mut cells = vec![
        variable.key.clone(),
        variable.name_zh.clone(),
        variable.name_en.clone(),
        variable.kind.to_string(),
        field.n.to_string(),
        field.mentioned.to_string(),
        field.correct.to_string(),
    ];
    cells.extend(interval(&field.accuracy));
    cells.extend([field.tp, field.fp, field.fn_, field.tn].map(|count| count.to_string()));
    cells.extend(interval(&field.precision));
    cells.extend(interval(&field.recall));
    let known = field.f1.value.is_some();
    cells.push(number(field.f1.value));
    cells.extend([field.f1.low, field.f1.high].map(|end| number(known.then_some(end))));
    cells.push(number(field.macro_f1));
    let numeric = field.numeric.as_ref();
    let count = |pick: fn(&nlp::evaluation::NumericAgreement) -> usize| {
        numeric.map(|numbers| pick(numbers).to_string()).unwrap_or_default()
    };
    cells.extend([
        count(|one| one.n),
        count(|one| one.exact),
        count(|one| one.within_1mm),
        count(|one| one.within_10pct),
        number(numeric.map(|one| one.bias)),
        number(numeric.and_then(|one| one.sd)),
        number(numeric.and_then(|one| one.loa_low)),
        number(numeric.and_then(|one| one.loa_high)),
    ]);
    cells
}

fn interval(rate: &Rate) -> [String; 3] {
    let known = rate.value.is_some();
    [number(rate.value), number(known.then_some(rate.low)), number(known.then_some(rate.high))]
}

fn number(value: Option<f64>) -> String {
    value.map(|value| format!("{value:.4}")).unwrap_or_default()
}
